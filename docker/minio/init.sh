#!/bin/sh
# Makes the bucket, and a user who may read, write and delete in it and nothing else. Can be run again.
set -eu
export MC_CONFIG_DIR=/tmp/mc
export MC_HOST_root="http://$MINIO_ROOT_USER:$MINIO_ROOT_PASSWORD@minio:9000"
export MC_HOST_atelier="http://$S3_ACCESS_KEY_ID:$S3_SECRET_ACCESS_KEY@minio:9000"

tries=60
until mc ready root > /dev/null 2>&1; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then
    echo 'MinIO did not answer within a minute.' >&2
    exit 1
  fi
  sleep 1
done

mc mb --ignore-existing "root/$S3_BUCKET"
cat > /tmp/policy.json << POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:ListBucket", "s3:GetBucketLocation"],
      "Resource": ["arn:aws:s3:::$S3_BUCKET"]
    },
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      "Resource": ["arn:aws:s3:::$S3_BUCKET/*"]
    }
  ]
}
POLICY
mc admin policy create root atelier-pictures /tmp/policy.json
printf '%s\n%s\n' "$S3_ACCESS_KEY_ID" "$S3_SECRET_ACCESS_KEY" | mc admin user add root
# Says so when it was attached before.
mc admin policy attach root atelier-pictures --user "$S3_ACCESS_KEY_ID" || true
mc ls "atelier/$S3_BUCKET" > /dev/null
echo "Bucket $S3_BUCKET and its user are there."
