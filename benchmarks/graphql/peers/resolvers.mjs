// Resolvers as users write them: asynchronous where a database would be asked, once per list.
import { byPic, ecosystemMap, organizations, projects, talents } from './data.mjs'

const connection = (found, first) => ({
  edges: found.slice(0, first ?? 20).map((node) => ({ node })),
  totalCount: found.length,
})
const ordered = (found) => found.sort((a, b) => (a.id < b.id ? -1 : 1))

const organization = {
  talents: async (one, { first }) => connection(talents.get(one.id) ?? [], first),
  projects: async (one, { first }) => connection(projects.get(one.id) ?? [], first),
}

export const resolvers = {
  Query: {
    enterprise: async (_, { id }) => organizations.get(id),
    organizations: async (_, { first, where }) =>
      connection(ordered(where.pic.in.map((pic) => byPic.get(pic)).filter(Boolean)), first),
    ecosystemMap: async (_, { maxNodes, maxLinks }) => {
      const { nodes, links } = ecosystemMap()
      return { nodes: nodes.slice(0, maxNodes), links: links.slice(0, maxLinks) }
    },
  },
  Node: { __resolveType: (one) => one.type },
  Organization: { __resolveType: (one) => one.type },
  Enterprise: organization,
  University: organization,
  ResearchInstitute: organization,
  Platform: organization,
}
