import packageJson from '../../../package.json' with { type: 'json' };

import { runCli } from './cli.ts';

const exitCode = await runCli(process.argv.slice(2), packageJson.version);
if (exitCode !== null) process.exit(exitCode);
