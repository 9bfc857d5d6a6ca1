const OPENING = /^([ \t]*)(?:async )?(?:def|class) +(\w+)/;

/**
 * Whether the line `def …` or `class …` of a definition stands in an excerpt of its file, inside those of the classes around it.
 * @param text with the indentation of the file
 */
export function isDefined(qualname: string, text: string): boolean {
  const around: { indent: number; name: string }[] = [];
  for (const line of text.split('\n')) {
    const match = OPENING.exec(line);
    if (!match) continue;
    const indent = match[1]!.length;
    while (around.length > 0 && around.at(-1)!.indent >= indent) around.pop();
    around.push({ indent, name: match[2]! });
    if (around.map(({ name }) => name).join('.') === qualname) return true;
  }
  return false;
}
