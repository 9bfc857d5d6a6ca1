/** The invisible first line of the one issue with which we introduce ourselves. With our app id it identifies the issue. */
export const ONBOARDING_MARKER = '<!-- testwright:onboarding -->';

/** Whether the text begins with the marker. */
export function hasOnboardingMarker(body: string): boolean {
  return body.startsWith(ONBOARDING_MARKER);
}
