import { readFileSync } from 'node:fs';

// The bot and the console read this file before anything else, with whichever Node starts them. It is therefore
// JavaScript, and uses nothing that an old Node lacks.

/** @param {string} version */
const numbersIn = (version) => version.split('.').map(Number);

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const [major = 0, minor = 0] = numbersIn(manifest.engines.node.replace('>=', ''));
const [ownMajor = 0, ownMinor = 0] = numbersIn(process.versions.node);

/** Whether Steward cannot run on the Node that runs this file. */
export const isOldNode = ownMajor < major || (ownMajor === major && ownMinor < minor);

/** One sentence that says which Node is there and which is needed. */
export const needsNewerNode = `Steward needs Node.js ${major}.${minor} or newer, but this is Node.js ${process.versions.node} (${process.execPath}).`;
