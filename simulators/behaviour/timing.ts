/** How long things take in the simulated machine, in milliseconds. */
export interface Timing {
  /** The shelf manager's answer to a FRU that asks to be activated or deactivated. */
  readonly reaction: number;
  /** From the power level to an active FRU. */
  readonly powerUp: number;
  /** From the end of the payload's work to an inactive FRU. */
  readonly powerDown: number;
  /** A controller's reset. */
  readonly reboot: number;
  /** Between the two halves of a power cycle. */
  readonly powerCycle: number;
  /** A payload's orderly shutdown. */
  readonly shutdown: number;
}

export const defaultTiming: Timing = {
  reaction: 50,
  powerUp: 50,
  powerDown: 50,
  reboot: 2000,
  powerCycle: 1000,
  shutdown: 500,
};
