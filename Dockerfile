# Builds the service and trains its AOT cache, so that a container starts in a third of the time.
#
#   docker build -t maptriage .
#   docker run -e MAPTRIAGE_ADMIN_TOKEN=... -p 8080:8080 -v maptriage:/app/data maptriage

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY src/main src/main
COPY frontend-templates frontend-templates
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -Dmaven.test.skip=true package \
    && mv target/maptriage-*.jar maptriage.jar \
    && java -Djarmode=tools -jar maptriage.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="maptriage" \
      org.opencontainers.image.description="Triage of Go map crashes" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
RUN groupadd --gid 10001 maptriage \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin maptriage \
    && mkdir data && chown 10001:10001 . data

# What changes least comes first: a new version of the service replaces the last layers only.
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./

USER 10001:10001
# The training run uploads a crash, so that the first one of a container is as fast as the next.
RUN --mount=type=bind,source=.ci/train-aot.sh,target=/tmp/train-aot.sh bash /tmp/train-aot.sh maptriage.jar maptriage.aot

# All addresses of the container; the service refuses to start like this without MAPTRIAGE_ADMIN_TOKEN.
ENV SERVER_ADDRESS=0.0.0.0 \
    PORT=8080
EXPOSE 8080
VOLUME /app/data
# bash alone, since the base image promises neither curl nor wget.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /actuator/health/readiness HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
# Short references also where 70 % of the memory are more than 32 GB: the cache fits no others.
ENTRYPOINT ["java", "-XX:AOTCache=maptriage.aot", "-XX:MaxRAMPercentage=70", "-XX:+UseCompressedOops", "-XX:+ExitOnOutOfMemoryError", "--sun-misc-unsafe-memory-access=allow", "-jar", "maptriage.jar"]
