# One image, two programs: the manager, which watches the custom resources, and the agent, which its Jobs run.
# `make image` publishes both into out/image first and then builds this, with Docker or without.
ARG BASE_IMAGE=debian:12-slim
FROM ${BASE_IMAGE} AS clients

# PostgreSQL's clients, each major from a release of the distribution that holds it and with that release's libraries. The
# agent takes the oldest that is not older than the server, so servers up to the newest named here can be backed up. A
# client that cannot be had fails the build; without it in this list, servers of its major are refused by name.
ARG POSTGRESQL_CLIENTS="15:bookworm 17:trixie 18:forky"
COPY src/BackupOperator.Sources/Postgres/Tools/install-clients.sh /usr/local/bin/
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends patchelf \
 && install-clients.sh /usr/lib/postgresql ${POSTGRESQL_CLIENTS}

FROM ${BASE_IMAGE}
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates liblz4-1 libzstd1 tzdata \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* \
 # libpq asks for the name of its own user; a number alone would be refused.
 && groupadd --gid 65532 backup-operator \
 && useradd --uid 65532 --gid 65532 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin backup-operator
COPY --from=clients /usr/lib/postgresql /usr/lib/postgresql

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
