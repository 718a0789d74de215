import type { DeviceId } from "../../../src/ipmi/commands/app/get-device-id.ts";

/** What tools are told before they ask for anything else. */
export const deviceId: DeviceId = {
  deviceId: 1,
  deviceRevision: 4,
  providesDeviceSdrs: false,
  firmwareMajor: 5,
  updateInProgress: false,
  firmwareMinor: 0x12,
  ipmiMinor: 0,
  ipmiMajor: 2,
  sensorDevice: true,
  sdrRepositoryDevice: true,
  selDevice: true,
  fruInventoryDevice: true,
  ipmbEventReceiver: true,
  ipmbEventGenerator: false,
  bridge: false,
  chassisDevice: true,
  manufacturerId: 12634,
  productId: 3842,
};
