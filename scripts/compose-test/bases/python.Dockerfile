# In place of the Python image: Debian's Python.
FROM localhost/atelier-test/debian
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1
