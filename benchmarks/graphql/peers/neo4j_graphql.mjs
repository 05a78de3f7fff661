// @neo4j/graphql behind graphql-yoga, on a database that our service filled.
import { createServer } from 'node:http'
import { Neo4jGraphQL } from '@neo4j/graphql'
import { createYoga } from 'graphql-yoga'
import neo4j from 'neo4j-driver'

const typeDefs = /* GraphQL */ `
  type Organization
    @node
    @fulltext(
      indexes: [{ indexName: "bench_names", queryName: "organizationsNamed", fields: ["name"] }]
    ) {
    id: ID!
    name: String
    uscc: String
    pic: String
    country: String
    city: String
    website: String
    talents: [Talent!]! @relationship(type: "AFFILIATED_WITH", direction: IN)
    projects: [Project!]!
      @relationship(type: "PARTICIPATES_IN", direction: OUT, properties: "Participation")
    projectsCount: Int!
      @cypher(statement: "RETURN COUNT { (this)-[:PARTICIPATES_IN]->() } AS n", columnName: "n")
  }

  type Enterprise @node {
    id: ID!
    name: String
    uscc: String
    country: String
    city: String
    website: String
  }

  type Participation @relationshipProperties {
    role: String
  }

  type Talent @node {
    id: ID!
    name: String
    title: String
    titleRank: String
  }

  type Project @node {
    id: ID!
    name: String
    level: String
    startOn: String
    participants: [Organization!]!
      @relationship(type: "PARTICIPATES_IN", direction: IN, properties: "Participation")
  }

  type EcosystemMap {
    nodes: [MapNode!]!
    links: [MapLink!]!
  }

  type MapNode {
    id: ID!
    label: String
    type: String!
    degree: Int!
  }

  type MapLink {
    source: ID!
    target: ID!
    type: String!
    weight: Int!
  }

  type Query {
    ecosystemMap(maxNodes: Int!, maxLinks: Int!): EcosystemMap
      @cypher(
        statement: """
        MATCH (n:BenchMapped)
        WITH n ORDER BY n.benchRank LIMIT $maxNodes
        WITH collect({id: n.id, label: n.name, type: n.benchType, degree: n.benchDegree}) AS nodes
        CALL () {
          MATCH (a:BenchMapped)-[r:PARTICIPATES_IN|AFFILIATED_WITH]->(b:BenchMapped)
          WITH a.id AS source, b.id AS target, type(r) AS type, 1 AS weight
          ORDER BY source, target, type LIMIT $maxLinks
          RETURN collect({source: source, target: target, type: type, weight: weight}) AS links
        }
        RETURN {nodes: nodes, links: links} AS map
        """
        columnName: "map"
      )
  }
`

const driver = neo4j.driver(process.env.BENCH_NEO4J)
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema()
createServer(createYoga({ schema, logging: false })).listen(Number(process.env.PORT), '127.0.0.1')
