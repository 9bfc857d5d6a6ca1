import { z } from 'zod';
import type { RepositoryRef } from '../edges/github/types.ts';

/** The few fields of a webhook payload that a job needs; handlers read everything else from the API. */
const repositorySchema = z.object({
  id: z.int(),
  name: z.string().min(1),
  owner: z.object({ login: z.string().min(1) }),
});
const installationSchema = z.object({ id: z.int() });
const senderSchema = z.object({ id: z.int(), login: z.string(), type: z.string().default('User') });

export const pullRequestPayloadSchema = z.object({
  action: z.string(),
  installation: installationSchema,
  repository: repositorySchema,
  sender: senderSchema,
  pull_request: z.object({
    number: z.int().min(1),
    head: z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) }),
  }),
});

export const workflowRunPayloadSchema = z.object({
  action: z.string(),
  installation: installationSchema,
  repository: repositorySchema,
  workflow_run: z.object({
    id: z.int(),
    run_attempt: z.int().min(1).default(1),
    conclusion: z.string().nullish(),
    head_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  }),
});

export const issueCommentPayloadSchema = z.object({
  action: z.string(),
  installation: installationSchema,
  repository: repositorySchema,
  sender: senderSchema,
  issue: z.object({
    number: z.int().min(1),
    pull_request: z.object({}).optional(),
    user: z.object({ id: z.int() }).nullish(),
  }),
  comment: z.object({ id: z.int(), body: z.string() }),
  changes: z.object({ body: z.object({ from: z.string() }).optional() }).optional(),
});

export const issuesPayloadSchema = z.object({
  action: z.string(),
  installation: installationSchema,
  repository: repositorySchema,
  sender: senderSchema,
  issue: z.object({ number: z.int().min(1), pull_request: z.object({}).optional() }),
  label: z.object({ name: z.string().min(1).max(200) }).optional(),
});

export const checkRunPayloadSchema = z.object({
  action: z.string(),
  installation: installationSchema,
  repository: repositorySchema,
  sender: senderSchema,
  check_run: z.object({
    id: z.int(),
    head_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
    external_id: z.string().nullish(),
    app: z.object({ id: z.int() }).nullish(),
  }),
  requested_action: z.object({ identifier: z.string() }).optional(),
});

export const checkSuitePayloadSchema = z.object({
  action: z.string(),
  installation: installationSchema,
  repository: repositorySchema,
  sender: senderSchema,
  check_suite: z.object({
    head_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
    app: z.object({ id: z.int() }).nullish(),
    pull_requests: z.array(z.object({ number: z.int().min(1) })).catch([]),
  }),
});

/** No sender: a merge queue acts by itself. */
export const mergeGroupPayloadSchema = z.object({
  action: z.string(),
  installation: installationSchema,
  repository: repositorySchema,
  merge_group: z.object({
    head_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
    head_ref: z.string(),
  }),
});

const listedRepositorySchema = z.object({ id: z.int(), name: z.string().min(1) });
const accountInstallationSchema = z.object({
  id: z.int(),
  account: z.object({ login: z.string().min(1) }),
  repository_selection: z.string().optional(),
});

export const installationPayloadSchema = z.object({
  action: z.string(),
  installation: accountInstallationSchema,
  repositories: z.array(listedRepositorySchema).optional(),
});

export const installationRepositoriesPayloadSchema = z.object({
  action: z.string(),
  installation: accountInstallationSchema,
  repositories_added: z.array(listedRepositorySchema).default([]),
  repositories_removed: z.array(listedRepositorySchema).default([]),
});

/** The repository of a payload, as the rest of the app names it. */
export function toRepositoryRef(payload: {
  installation: { id: number };
  repository: { id: number; name: string; owner: { login: string } };
}): RepositoryRef {
  return {
    installationId: payload.installation.id,
    owner: payload.repository.owner.login,
    name: payload.repository.name,
    id: payload.repository.id,
  };
}
