#!/bin/sh
# Puts one built service and what it needs to run into a folder, laid out as in a checkout:
#   gather-service.sh SERVICE FOLDER
# Runs in the checkout, after the build, with the libraries in pnpm's store.
set -eu
service=$1
out=$2
source=$PWD

mkdir -p "$out"
cp package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc "$out"
folders=$(pnpm --filter-prod "@atelier/$service..." exec pwd)
for folder in $folders; do
  to=$out${folder#"$source"}
  mkdir -p "$to"
  for part in package.json dist migrations; do
    if [ -e "$folder/$part" ]; then cp -R "$folder/$part" "$to"; fi
  done
done

cd "$out"
pnpm install --prod --prefer-offline --frozen-lockfile
rm -rf pnpm-lock.yaml .npmrc
find packages services -name node_modules -prune -o \
  \( -name '*.map' -o -name '*.d.ts' -o -name '.tsbuildinfo' \) -type f -exec rm {} +

mkdir -p "$out/models" "$out/services/$service"
cp -R "$source/models/catalog.json" "$source/models/starter" "$out/models"
cp "$source/docker/health/$service.mjs" "$out/services/$service/health.mjs"
cp "$source/docker/sbom.mjs" "$out/sbom.mjs"
if [ "$service" = gateway ]; then
  mkdir -p "$out/services/dashboard"
  cp -R "$source/services/dashboard/dist" "$out/services/dashboard"
  # npm run keys, without the rest of scripts/: the gateway has all that it needs.
  cp -R "$source/scripts/dist/keys" "$out/services/gateway/dist/keys"
  cp "$source/docker/keys.mjs" "$source/docker/s3-check.mjs" "$out/services/gateway"
fi
