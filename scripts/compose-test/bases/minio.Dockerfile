# In place of the MinIO image: server and client compiled here.
FROM localhost/atelier-test/debian
COPY minio/minio minio/mc /usr/bin/
RUN mkdir /data
VOLUME /data
ENTRYPOINT ["/usr/bin/minio"]
CMD ["server", "/data"]
