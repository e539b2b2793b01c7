const OLDEST = [22, 12];

/** Ends the process with one sentence when this Node is older than the tools need. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  console.error(
    `Hashquota needs Node ${OLDEST.join('.')} or newer and found ${process.versions.node}: run this through npm ` +
      'after "npm ci" with install scripts on, which brings the right Node into node_modules.',
  );
  process.exit(1);
}
