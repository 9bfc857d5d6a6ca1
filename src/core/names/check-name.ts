/** Name of our own check run; with our app id and the run's id it identifies the check. */
export const CHECK_NAME = 'Testwright';
