// A typed client of the innovation-ecosystem graph service, to copy and to go on from.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** An operation was refused or answered with errors. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** BAD_USER_INPUT, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, LIMIT_EXCEEDED, ... */
    readonly code: string,
    /** By which the operator finds the request. */
    readonly requestId: string,
  ) {
    super(message);
  }
}

interface Told<Data> {
  data?: Data;
  errors?: { message: string; extensions?: { code?: string; requestId?: string } }[];
}

/** Asks one service. */
export class Client {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  /** @param key An API key, for what anonymous readers may not see or do. */
  constructor(url: string, key?: string) {
    this.#url = url;
    this.#headers = {
      Accept: 'application/graphql-response+json',
      'Content-Type': 'application/json',
      ...(key ? { Authorization: `Bearer ${key}` } : {}),
    };
  }

  /** Ask a question; the answer has its type. */
  async ask<Data, Variables>(
    question: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify({ query: print(question), variables }),
      signal: AbortSignal.timeout(30_000),
    });
    const { data, errors } = (await response.json()) as Told<Data>;
    const [error] = errors ?? [];
    if (error) {
      const { code = '', requestId = '' } = error.extensions ?? {};
      throw new ApiError(error.message, code, requestId);
    }
    if (data === undefined) throw new ApiError(`HTTP ${response.status}`, '', '');
    return data;
  }
}
