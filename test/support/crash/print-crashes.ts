import { writeFileSync } from 'node:fs';
import { listShortCases } from './crash-point.ts';
import { runCrashes } from './run-crashes.ts';

/**
 * The short matrix as a process of its own: jest's is large, and the local GitHub starts git thousands of times, which
 * takes twice as long there. Arguments: a folder, and the file for the report.
 */
const [directory, file] = process.argv.slice(2);
if (!directory || !file) throw new Error('usage: print-crashes.ts FOLDER REPORT');
const report = await runCrashes(directory, listShortCases, (line) => console.log(line));
writeFileSync(file, JSON.stringify(report));
