#!/bin/sh
# Makes .env with passwords that nobody else has, for compose.yaml. Keeps what is there: a name that
# has a value stays as it is, so it can be run again after an upgrade.
#
#   sh docker/make-env.sh [FILE]
#
# With S3_ENDPOINT set to an object store of yours, in the file or the environment, MinIO is left out.
set -eu
umask 077
file=${1:-$(dirname "$0")/../.env}
[ -e "$file" ] || : > "$file"
chmod 600 "$file"
# A last line without its end would run into the first of ours.
[ -z "$(tail -c 1 "$file")" ] || echo >> "$file"

has() { grep -q "^$1=." "$file"; }
add() { has "$1" || printf '%s=%s\n' "$1" "$2" >> "$file"; }
# As many random bytes as said, in hexadecimal: they stand in URLs.
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

add POSTGRES_PASSWORD "$(random 24)"
add REDIS_PASSWORD "$(random 24)"
add GRAFANA_PASSWORD "$(random 12)"
add LLM_WORKER_TOKEN "$(random 24)"
add MINIO_ROOT_USER "root-$(random 8)"
add MINIO_ROOT_PASSWORD "$(random 24)"
if has S3_ENDPOINT || [ -n "${S3_ENDPOINT:-}" ]; then
  add S3_ENDPOINT "${S3_ENDPOINT:-}"
  add S3_NETWORK edge
  add MINIO_REPLICAS 0
  has S3_SECRET_ACCESS_KEY || echo "Add S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY of your object store."
else
  add S3_ACCESS_KEY_ID "atelier-$(random 6)"
  add S3_SECRET_ACCESS_KEY "$(random 24)"
fi
echo "Passwords are in $file, for its owner alone."
