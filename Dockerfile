# One image, two programs: the manager, which watches the custom resources, and the agent, which its Jobs run.
# `make image` publishes both into out/image first and then builds this, with Docker or without.
ARG BASE_IMAGE=debian:12-slim
FROM ${BASE_IMAGE}

# Clients of several majors may be named here where the base image's package sources hold them: the agent picks the one
# that fits the server.
ARG POSTGRESQL_CLIENTS=postgresql-client-15
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates liblz4-1 libzstd1 tzdata ${POSTGRESQL_CLIENTS} \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* \
 # libpq asks for the name of its own user; a number alone would be refused.
 && groupadd --gid 65532 backup-operator \
 && useradd --uid 65532 --gid 65532 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin backup-operator

# The root file system is read-only: no diagnostics socket. /tmp is the one place that may be mounted to write to.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_RUNNING_IN_CONTAINER=true \
    TMPDIR=/tmp \
    LANG=C.UTF-8

# What changes with every build comes last, so that everything above is made once.
RUN mkdir -p /opt/backup-operator \
 && ln -s lib/manager/BackupOperator.Manager /opt/backup-operator/manager \
 && ln -s lib/agent/agent /opt/backup-operator/agent
COPY out/image/manager /opt/backup-operator/lib/manager
COPY out/image/agent /opt/backup-operator/lib/agent

USER 65532:65532
ENTRYPOINT ["/opt/backup-operator/manager"]
