// Loaded into a bot before its own modules, where memory is measured: collects garbage on SIGUSR2.
process.on('SIGUSR2', () => globalThis.gc?.());
