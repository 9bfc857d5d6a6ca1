/** A line such as `::notice title=Coverage,file=a.py::12 lines`. */
export interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  message: string;
}

const COMMAND = /^\s*::([A-Za-z][A-Za-z-]*)(?:[ \t]+([^\r\n]*?))?::(.*)$/s;

/**
 * The workflow command in a line of output, or null for any other line:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function parseWorkflowCommand(line: string): WorkflowCommand | null {
  const match = COMMAND.exec(line);
  if (!match) return null;
  const properties: Record<string, string> = {};
  for (const pair of (match[2] ?? '').split(',')) {
    const equals = pair.indexOf('=');
    if (equals > 0)
      properties[pair.slice(0, equals).trim().toLowerCase()] = decodeProperty(pair.slice(equals + 1));
  }
  return { name: match[1]!.toLowerCase(), properties, message: decodeData(match[3]!) };
}

function decodeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function decodeProperty(text: string): string {
  // `%25` last, so that an escaped percent sign cannot start another escape.
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
