// mercurius on fastify with its JIT from the first request on.
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { resolvers } from './resolvers.mjs'

const schema = readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8')
const { Node, Organization, ...rest } = resolvers
const interfaces = {
  Node: { resolveType: Node.__resolveType },
  Organization: { resolveType: Organization.__resolveType },
}
const app = Fastify()
app.register(mercurius, { schema, resolvers: { ...rest, ...interfaces }, jit: 1 })
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
