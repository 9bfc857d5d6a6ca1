/**
 * The code of an interpreter session up to the last statement that printed something, and what that printed. The form is that
 * of https://docs.python.org/3/library/doctest.html, or IPython's; a traceback or exception is no printed value.
 */
export function readDoctest(text: string): { code: string; printed: string | null } {
  const examples: { code: string[]; output: string[] }[] = [];
  for (const raw of text.split('\n')) {
    const line = raw
      .trimStart()
      .replace(/^In \[\d+\]: /, '>>> ')
      .replace(/^Out\[\d+\]: ?/, '')
      .replace(/^\.{3}: ?/, '... ');
    if (line.startsWith('>>> ')) examples.push({ code: [line.slice(4)], output: [] });
    else if (line === '...' || line.startsWith('... ')) examples.at(-1)?.code.push(line.slice(4));
    else if (line !== '' && line !== '>>>') examples.at(-1)?.output.push(line.trimEnd());
  }
  const end = examples.findLastIndex(({ output }) => output.length > 0);
  const used = end < 0 ? examples : examples.slice(0, end + 1);
  const output = used.at(-1)?.output ?? [];
  const isTraceback = /^Traceback |^(?:\w+\.)*[A-Z]\w*(?:Error|Exception): /.test(output[0] ?? '');
  return {
    code: `${used.flatMap(({ code }) => code).join('\n')}\n`,
    printed: output.length === 0 || isTraceback ? null : output.join('\n'),
  };
}
