import type { Hub } from '../hub.ts';
import type { DeliveryRecord, InstallationRecord } from '../records.ts';
import { renderUser } from './user.ts';

/** GitHub's `installation`. */
export function renderInstallation(hub: Hub, installation: InstallationRecord) {
  const url = `${hub.url}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    client_id: `Iv23${installation.app.id}`,
    account: renderUser(hub, installation.account),
    repository_selection: 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${hub.url}/installation/repositories`,
    html_url: `${hub.url}/settings/installations/${installation.id}`,
    app_id: installation.app.id,
    app_slug: installation.app.slug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: installation.permissions,
    events: installation.app.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

/** GitHub's `hook-delivery-item`. */
export function renderDeliveryItem(delivery: DeliveryRecord) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** GitHub's `hook-delivery`. */
export function renderDelivery(delivery: DeliveryRecord) {
  return {
    ...renderDeliveryItem(delivery),
    url: delivery.url,
    request: { headers: delivery.requestHeaders, payload: delivery.payload },
    response: { headers: delivery.responseHeaders, payload: delivery.responseBody },
  };
}
