// Read by any Node that knows modules: nothing newer than it needs may stand here.

const oldest = { major: 20, minor: 19 };

/**
 * @param {string} version for instance "20.19.0"
 * @returns {string | undefined} a sentence when this Node is too old
 */
function nodeTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest.major) return undefined;
  if (major === oldest.major && minor >= oldest.minor) return undefined;
  return `Atelier needs Node ${oldest.major}.${oldest.minor} or newer, and this is ${version}: install a newer one from https://nodejs.org.`;
}

/** Ends the process with a sentence when its Node is too old. */
export function requireNode() {
  const sentence = nodeTooOld(process.versions.node);
  if (sentence === undefined) return;
  console.error(sentence);
  process.exit(1);
}
