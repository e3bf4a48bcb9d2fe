import type { ApiRequest } from '../../http/request.ts';

/** GitHub refused a request, or failed. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** HTTP status, from 400. */
  readonly status: number;

  constructor(status: number, { method, path }: Pick<ApiRequest, 'method' | 'path'>) {
    super(`GitHub answered ${status} to ${method} ${path}`);
    this.status = status;
  }
}
