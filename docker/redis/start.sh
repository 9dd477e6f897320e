#!/bin/sh
# Starts Redis with the password of REDIS_PASSWORD, which stands in no argument.
set -eu
umask 077
{
  cat /etc/atelier/redis.conf
  printf 'requirepass %s\n' "$REDIS_PASSWORD"
} > /tmp/redis.conf
unset REDIS_PASSWORD
exec redis-server /tmp/redis.conf
