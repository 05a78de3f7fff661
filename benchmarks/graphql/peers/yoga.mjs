// graphql-yoga on node:http, as in its manual; with graphql-jit if it is told so.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSchema, createYoga } from 'graphql-yoga'
import { resolvers } from './resolvers.mjs'

const typeDefs = readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8')
const plugins = []
if (process.argv.includes('--jit')) {
  const { useGraphQlJit } = await import('@envelop/graphql-jit')
  plugins.push(useGraphQlJit())
}
const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), plugins, logging: false })
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1')
