// Writes generated.ts: the types of the questions in questions/ and of their answers, by the schema.
// Usage: npm install && node generate.mjs SCHEMA
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as documentNodes from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

const schema = parse(readFileSync(process.argv[2] ?? '../../schema/schema.graphql', 'utf8'));
const folder = new URL('questions/', import.meta.url);
const documents = readdirSync(folder).sort().map((name) => ({
  location: name,
  document: parse(readFileSync(new URL(name, folder), 'utf8'), { noLocation: true }),
}));
const config = { useTypeImports: true, enumType: 'string-literal', enumsAsTypes: true };
const text = await codegen({
  filename: 'generated.ts',
  schema,
  documents,
  config,
  plugins: [{ operations: {} }, { documentNodes: {} }],
  pluginMap: { operations, documentNodes },
});
writeFileSync(new URL('generated.ts', import.meta.url), `// Written by generate.mjs.\n${text}`);
