#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { printContext, UnknownTarget } from './print-context.ts';

const USAGE = `testwright context --repo PATH --target path.py::Name [--tokens 8000]
  prints what a model would see for the function, method or class; nothing of the repository is imported or executed`;

/** The command line: `npm run testwright -- context …` in a checkout, `testwright context …` where it is installed. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      repo: { type: 'string', default: '.' },
      target: { type: 'string' },
      tokens: { type: 'string', default: '8000' },
      help: { type: 'boolean', default: false },
    },
  });
  const tokenBudget = Number(values.tokens);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (
    positionals[0] !== 'context' ||
    !values.target ||
    !Number.isSafeInteger(tokenBudget) ||
    tokenBudget < 1
  ) {
    console.error(USAGE);
    return 2;
  }
  console.log(await printContext({ repository: values.repo, target: values.target, tokenBudget }));
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage =
    error instanceof UnknownTarget || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  const isFolder = ['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as { code?: string }).code ?? '');
  if (!isUsage && !isFolder) throw error;
  const { path } = error as { path?: string };
  console.error(
    `testwright: ${isFolder ? `--repo ${path ?? ''} cannot be read as a folder` : (error as Error).message}`,
  );
  process.exitCode = 2;
}
