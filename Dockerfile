# The image is made by the same scripts that prepare a bare machine: running
# scripts/run on Debian 12 proves these steps without a Docker engine.
FROM debian:12-slim

WORKDIR /srv/congress
COPY scripts/lib.sh scripts/install-system scripts/
RUN scripts/install-system --postgres-client && rm -rf /var/lib/apt/lists/*
COPY requirements.txt requirements-build.txt ./
RUN bash -c 'source scripts/lib.sh && need_python requirements.txt'
COPY . .

ENV CONGRESS_VAR=/var/lib/congress PATH=/srv/congress/.venv/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --system --home-dir $CONGRESS_VAR --create-home congress
USER congress
VOLUME /var/lib/congress
EXPOSE 8000

# Alone it is the embedded default; docker-compose.yml gives each part a container.
CMD ["python", "manage.py", "serve", "--bind", "0.0.0.0"]
