import type { ApiRequest } from '../../http/request.ts';

/** The error for an answer of GitHub with an error status. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** HTTP status, at least 400. */
  readonly status: number;

  constructor(status: number, { method, path }: Pick<ApiRequest, 'method' | 'path'>) {
    super(`GitHub answered ${status} to ${method} ${path}`);
    this.status = status;
  }
}
