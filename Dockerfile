# The bot, its migrations and its console. How to use it, and how to pin the base image: docs/packaging.md
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /steward
COPY package.json package-lock.json ./
# No package that the bot needs has a script that it needs: bcrypt brings its binaries along.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
# On loopback, inside the container only.
ENV HEALTH_PORT=9464
WORKDIR /steward
COPY --from=packages /steward/node_modules node_modules
COPY package.json LICENSE ./
COPY entities entities
COPY commands commands
COPY src src
# The console: docker run --rm -it --env-file .env akkoma-steward steward user list
RUN ln -s /steward/src/console.js /usr/local/bin/steward
USER node
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm or a shell, so that SIGTERM reaches it.
# The space for short-lived objects, in MB. Without a limit, loading would grow it to 64 MB, which Node then keeps.
CMD ["node", "--max-semi-space-size=4", "src/main.js"]
