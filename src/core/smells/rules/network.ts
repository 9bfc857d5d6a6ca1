import type { SyntaxNode } from '../../python/parser.ts';
import { argumentsOf, isNestedCode, nodesOf, quote } from '../nodes.ts';
import type { SmellRule } from '../smell.ts';
import { originOf, type TestModule } from '../test-module.ts';

const REQUESTS =
  /^((requests|httpx)\.(get|post|put|patch|delete|head|options|request)|urllib\.request\.urlopen|urllib2\.urlopen|socket\.create_connection)$/;
/** What answers in the network's place, by the names of the libraries that do. */
const REPLACED =
  /\b(responses|requests_mock|requests-mock|httpretty|vcr|vcrpy|respx|aioresponses|pook|mocket|betamax|httpserver|pytest_httpx|httpx_mock|patch|monkeypatch|mocker|live_server|LiveServer\w*)\b/;
/** Tests that say that they need the network. */
const SAYS_SO = /network|online|internet|integration|remote|live|e2e|external|functional|smoke|slow/i;
const LOCAL =
  /^(localhost|127\.|0\.0\.0\.0|\[?::1|testserver|[\w.-]+\.(test|invalid|localhost|local|example)$)/;

/** A test that asks a real host passes or fails with that host. */
export const network: SmellRule = {
  id: 'network',
  title: 'This test needs the network',
  sees: 'a request to a host that is written out in the test: `requests.get("https://api.example.com/…")`',
  leaves:
    'local addresses, modules in which something answers in the network’s place, tests that say by name or mark that they need it',
  severity: 3,
  find(test, module) {
    if (REPLACED.test(module.text)) return null;
    if (SAYS_SO.test(`${module.path} ${test.testName} ${test.decorators.join(' ')}`)) return null;
    for (const call of nodesOf(test.body, 'call', isNestedCode)) {
      if (!REQUESTS.test(originOf(module, call.childForFieldName('function')!) ?? '')) continue;
      const host = hostOf(call, module);
      if (host === null || LOCAL.test(host)) continue;
      return {
        firstLine: call.startPosition.row + 1,
        lastLine: call.endPosition.row + 1,
        message: `${quote(call)} asks ${host.replaceAll('`', "'")} whenever it runs, so it fails when that host or the network does. Answer in its place with a stub or a recorded reply.`,
        replacement: null,
      };
    }
    return null;
  },
};

function hostOf(call: SyntaxNode, module: TestModule): string | null {
  const given = argumentsOf(call).filter(({ type }) => type !== 'keyword_argument');
  const isRequest = /\.request$/.test(originOf(module, call.childForFieldName('function')!) ?? '');
  const target = given[isRequest ? 1 : 0];
  if (target?.type === 'tuple') return literal(target.namedChild(0));
  const url = literal(target ?? null);
  return url === null ? null : (/^https?:\/\/([^/:?#\s]+)/.exec(url)?.[1] ?? null);
}

function literal(node: SyntaxNode | null): string | null {
  if (node?.type !== 'string' || node.namedChildren.some(({ type }) => type === 'interpolation')) return null;
  return node.namedChildren.find(({ type }) => type === 'string_content')?.text ?? null;
}
