# rollcall with git and nothing else, for CI systems that run containers: docs/guide/ci.md.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY schemas schemas
COPY src src
RUN npm run --silent build \
  && find dist -name '*.map' -delete \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/rollcall
COPY package.json LICENSE ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/schemas schemas
COPY --from=build /build/dist dist
RUN ln -s /opt/rollcall/dist/bin.js /usr/local/bin/rollcall
USER node
WORKDIR /contacts
ENTRYPOINT ["rollcall"]
CMD ["--help"]
