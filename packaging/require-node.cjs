// npm runs this file when it installs the packages. It must run on any old Node.js, so it is old JavaScript.
//
// An installation with the development packages brings the right Node.js along, which then also runs this file or will
// be there. An installation without them runs on the Node.js of the machine.

const { engines } = require('../package.json');

const withoutDevelopmentPackages =
  /\bdev\b/.test(process.env.npm_config_omit || '') || process.env.NODE_ENV === 'production';
/** @param {string} version */
const numbers = (version) => (version.match(/\d+/g) || []).map(Number);
const [major = 0, minor = 0] = numbers(process.versions.node);
const [leastMajor = 0, leastMinor = 0] = numbers(engines.node);

if (withoutDevelopmentPackages && (major < leastMajor || (major === leastMajor && minor < leastMinor))) {
  process.stderr.write(
    `Steward needs Node.js ${leastMajor}.${leastMinor} or newer, and this is ${process.versions.node}: install a newer one, or run npm ci without --omit=dev, which brings one along.\n`,
  );
  process.exitCode = 1;
}
