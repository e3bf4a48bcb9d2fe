// octokit's calls, as far as action.yml makes them.

type Parameters = Readonly<Record<string, string | number>>;
type Call = (parameters: Parameters) => Promise<{ readonly data: unknown; readonly next: string | undefined }>;

/** `github` of actions/github-script. */
export function octokitFor(apiUrl: string, token: string) {
  const send = async (method: string, url: string, body?: object): ReturnType<Call> => {
    const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const data = (await response.json()) as { message?: string };
    if (!response.ok) throw Object.assign(new Error(data.message), { status: response.status });
    return { data, next: /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] };
  };
  const at = ({ owner, repo }: Parameters): string => `${apiUrl}/repos/${owner}/${repo}`;
  const issues = {
    listComments: ({ issue_number, per_page, ...to }: Parameters) =>
      send('GET', `${at(to)}/issues/${issue_number}/comments?per_page=${per_page}`),
    createComment: ({ issue_number, body, ...to }: Parameters) =>
      send('POST', `${at(to)}/issues/${issue_number}/comments`, { body }),
    updateComment: ({ comment_id, body, ...to }: Parameters) =>
      send('PATCH', `${at(to)}/issues/comments/${comment_id}`, { body }),
  };
  const repos = {
    listPullRequestsAssociatedWithCommit: ({ commit_sha, per_page, ...to }: Parameters) =>
      send('GET', `${at(to)}/commits/${commit_sha}/pulls?per_page=${per_page}`),
  };
  const actions = {
    listArtifactsForRepo: ({ name = '', per_page, ...to }: Parameters) =>
      send('GET', `${at(to)}/actions/artifacts?name=${encodeURIComponent(name)}&per_page=${per_page}`),
    listWorkflowRunArtifacts: ({ run_id, name = '', ...to }: Parameters) =>
      send('GET', `${at(to)}/actions/runs/${run_id}/artifacts?name=${encodeURIComponent(name)}`),
    getWorkflowRun: ({ run_id, ...to }: Parameters) => send('GET', `${at(to)}/actions/runs/${run_id}`),
    downloadArtifact: ({ artifact_id, archive_format, ...to }: Parameters) =>
      send('GET', `${at(to)}/actions/artifacts/${artifact_id}/${archive_format}`),
  };
  return {
    rest: { issues, repos, actions },
    async paginate(call: Call, parameters: Parameters): Promise<readonly unknown[]> {
      let { data, next } = await call(parameters);
      const all = [...itemsOf(data)];
      while (next !== undefined) {
        ({ data, next } = await send('GET', next));
        all.push(...itemsOf(data));
      }
      return all;
    },
  };
}

/** A list alone, or beside a count. */
function itemsOf(data: unknown): readonly unknown[] {
  return Array.isArray(data)
    ? data
    : Object.values(data as object).flatMap((value) => (Array.isArray(value) ? value : []));
}
