// Looks at a GraphQL schema by the recommended and the Relay rules of GraphQL-ESLint.
// Usage: npm install && node lint.mjs schema.graphql
// Prints what it finds, a line each. Ends with 1 if something is found that allowed.json does not
// explain, or if allowed.json explains what is not found.
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import graphql from '@graphql-eslint/eslint-plugin';

const [path] = process.argv.slice(2);
if (!path) {
  console.error('usage: node lint.mjs SCHEMA');
  process.exit(2);
}
const allowed = JSON.parse(readFileSync(new URL('allowed.json', import.meta.url), 'utf8'));
const rule = (name) => `@graphql-eslint/${name}`;
const rules = {
  ...graphql.configs['flat/schema-recommended'].rules,
  ...graphql.configs['flat/schema-relay'].rules,
};

// Lists that cannot be long are lists; what can be long is a connection, which offers `nodes` too.
rules[rule('relay-edge-types')] = [
  'error',
  { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
];
// Records have an id; answers to questions, connections and edges are no records.
rules[rule('strict-id-in-types')] = 'off';
// Facets are asked for by the names of fields. Filters are put together by AND, OR and NOT.
const [severity, { EnumValueDefinition: upper, InputValueDefinition: camel, ...names }] =
  rules[rule('naming-convention')];
rules[rule('naming-convention')] = [
  severity,
  {
    ...names,
    'EnumValueDefinition[parent.name.value!=/FacetField$/]': upper,
    'EnumValueDefinition[parent.name.value=/FacetField$/]': camel,
    'InputValueDefinition[name.value!=/^(AND|OR|NOT)$/]': camel,
  },
];

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.graphql'],
      languageOptions: {
        parser: graphql.parser,
        parserOptions: { graphQLConfig: { schema: path } },
      },
      plugins: { '@graphql-eslint': graphql },
      rules,
    },
  ],
});
const [{ messages }] = await eslint.lintText(readFileSync(path, 'utf8'), {
  filePath: 'schema.graphql',
});

const found = new Set();
let others = 0;
for (const { line, ruleId, message } of messages) {
  const named = `${(ruleId ?? '').replace('@graphql-eslint/', '')}: ${message}`;
  found.add(named);
  others += !(named in allowed);
  console.log(`${path}:${line}: ${named}${named in allowed ? ` (allowed: ${allowed[named]})` : ''}`);
}
const stale = Object.keys(allowed).filter((named) => !found.has(named));
for (const named of stale) console.log(`allowed.json explains what is not found: ${named}`);
console.log(`${messages.length} found, ${others} of them not explained`);
process.exit(others || stale.length ? 1 : 0);
