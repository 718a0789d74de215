import { type AgentError, DeviceSilentError, NotThereError } from "../../base/errors.ts";
import { errnoName, errnos } from "./layout.ts";

/** Drivers that find a BMC; any one of them makes a device appear. */
const interfaceDrivers = ["ipmi_si", "ipmi_ssif", "ipmi_powernv", "ipmi_ipmb"];
/** Where Linux and its predecessors put devices, the first two of each machine. */
const usualNodes = ["/dev/ipmi0", "/dev/ipmi1", "/dev/ipmi/0", "/dev/ipmidev/0"];

/**
 * Why a device cannot be opened, and what to do: NotThereError `E_NO_DEVICE`, DeviceSilentError `E_DEVICE_ACCESS` or
 * `E_LINK_DOWN`. `exists` looks at paths of the machine.
 */
export function openingTrouble(
  name: string,
  device: string,
  errno: number,
  exists: (path: string) => boolean,
): AgentError {
  const context = { controller: name, device, errno: errnoName(errno) };
  switch (errno) {
    case errnos.EACCES:
    case errnos.EPERM:
      return new DeviceSilentError(
        "E_DEVICE_ACCESS",
        `${name}: ${device} may not be opened: run the agent as root, or give its group access with a udev rule`,
        context,
      );
    case errnos.ENOENT:
    case errnos.ENXIO:
    case errnos.ENODEV:
      return new NotThereError("E_NO_DEVICE", `${name}: ${device} is not there${whereElse(device, exists)}`, context);
    case errnos.EBUSY:
      return new DeviceSilentError(
        "E_LINK_DOWN",
        `${name}: ${device} is open as often as the kernel allows: see fuser -v ${device}`,
        context,
      );
    case errnos.ENOTTY:
      return new DeviceSilentError("E_LINK_DOWN", `${name}: ${device} is no IPMI device`, context);
    default:
      return new DeviceSilentError("E_LINK_DOWN", `${name}: ${device} cannot be opened: ${errnoName(errno)}`, context);
  }
}

function whereElse(device: string, exists: (path: string) => boolean): string {
  const other = usualNodes.find((path) => path !== device && exists(path));
  return other === undefined ? `: ${driverAdvice(exists)}` : `, but ${other} is`;
}

/** Why the kernel offers no device, or which modules to load. `exists` looks at paths of the machine. */
export function driverAdvice(exists: (path: string) => boolean): string {
  const loaded = (module: string) => exists(`/sys/module/${module}`);
  const driver = interfaceDrivers.some(loaded);
  const node = loaded("ipmi_devintf");
  if (driver && node) return "the kernel's IPMI drivers are loaded and found no BMC; see dmesg";
  const toLoad = [...(driver ? [] : ["ipmi_si"]), ...(node ? [] : ["ipmi_devintf"])];
  const commands = toLoad.map((module) => `modprobe ${module}`).join(" && ");
  const other = driver ? "" : " (modprobe ipmi_ssif where the BMC is on SMBus)";
  return `try: ${commands}${other}`;
}
