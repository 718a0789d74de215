/**
 * IPMI devices through koffi. Everything in this project that depends on koffi's undocumented `node.poll` is here, and
 * package.json pins the version.
 */
import { closeSync, constants as files, openSync } from "node:fs";
import koffi from "koffi";
import { InternalError, UsageError } from "../../base/errors.ts";
import type { IpmiDevice, IpmiDevices, Memory, OpenedDevice } from "./devices.ts";
import { errnos } from "./layout.ts";

/** Doors of the process that the fallback without `koffi.node.poll` needs. */
export interface SignalDoor {
  readonly pid: number;
  on(signal: "SIGIO", listener: () => void): unknown;
  off(signal: "SIGIO", listener: () => void): unknown;
}

interface PollHandle {
  close(): void;
}

export type Poll = (fd: number, listener: (status: number) => void) => PollHandle;

export interface NativeOptions {
  /** Machine the structures are laid out for; `process.arch` fits. */
  readonly architecture: string;
  readonly signals: SignalDoor;
  /** Default: koffi's, where it has one. */
  readonly poll?: Poll | undefined;
}

const architectures = ["x64", "arm64"];

// <fcntl.h> and <sys/epoll.h> of Linux, the same on x86-64 and aarch64.
const closeOnExec = 0x80000;
const epollAdd = 1;
const epollIn = 1;
const epollEventSize = 16;
const pollIn = 1;
const wordSize = Int32Array.BYTES_PER_ELEMENT;
/** Two structs pollfd, in 32-bit words. */
const waiting = { eventLoop: 0, device: 2, size: 4 } as const;
/** Short waits for the device alone between two for whatever the event loop has to do, which cost the kernel more. */
const narrowWaits = 7;
const longestNarrowMs = 5;
/** Nothing here is worth more of the event loop's time. */
const longestWaitMs = 999;
const setFlags = 4;
const setOwner = 8;
const nonBlocking = 0x800;
const asynchronous = 0x2000;

/** The devices of this machine; UsageError `E_NOT_SUPPORTED` where structures would have another layout. */
export function nativeDevices(options: NativeOptions): IpmiDevices {
  if (!architectures.includes(options.architecture)) {
    throw new UsageError(
      "E_NOT_SUPPORTED",
      `the IPMI device of a ${options.architecture} machine is not supported: use transport ipmitool`,
    );
  }
  const libc = new LibC(options);
  return {
    allocate: (size) => libc.allocate(size),
    open: (path) => libc.open(path),
    nextTurn: (callback) => void setImmediate(callback),
  };
}

/** koffi's own poll, as it is and not as its types say. */
export function koffiPoll(): Poll | undefined {
  const { node } = koffi as unknown as { node?: { poll?: Poll } };
  return node?.poll;
}

/** The descriptor that is readable when this thread's event loop has something to do; -1 where it cannot be had. */
function loopDescriptor(): number {
  const { node } = koffi as unknown as { node?: { env?: bigint } };
  if (node?.env === undefined) return -1;
  const program = koffi.load(null);
  const getLoop = program.func("int napi_get_uv_event_loop(void *env, _Out_ void **loop)");
  const backend = program.func("int uv_backend_fd(void *loop)");
  const loop: [bigint | null] = [null];
  return getLoop(node.env, loop) === 0 && loop[0] !== null ? backend(loop[0]) : -1;
}

class LibC {
  readonly #options: NativeOptions;
  readonly #poll: Poll | undefined;
  readonly #ioctl: (fd: number, request: number, argument: bigint) => number;
  readonly #fcntl: (fd: number, command: number, argument: number) => number;
  readonly #epollCreate: (flags: number) => number;
  readonly #wait: (descriptors: number, count: number, ms: number) => number;
  readonly #loop: number = loopDescriptor();
  readonly #epollControl: (epoll: number, operation: number, fd: number, event: Uint8Array) => number;

  constructor(options: NativeOptions) {
    this.#options = options;
    this.#poll = "poll" in options ? options.poll : koffiPoll();
    const library = koffi.load("libc.so.6");
    // Both are variadic in C; on x86-64 and Linux aarch64 integer arguments travel the same way.
    this.#ioctl = library.func("int ioctl(int fd, ulong request, void *argument)");
    this.#fcntl = library.func("int fcntl(int fd, int command, long argument)");
    this.#epollCreate = library.func("int epoll_create1(int flags)");
    // Costs the kernel less than ppoll(2), which takes finer times.
    this.#wait = library.func("int poll(uintptr_t descriptors, ulong count, int ms)");
    this.#epollControl = library.func("int epoll_ctl(int epoll, int operation, int fd, void *event)");
  }

  allocate(size: number): Memory {
    const pointer = koffi.alloc("uint8", size);
    let freed = false;
    return {
      bytes: new Uint8Array(koffi.view(pointer, size)),
      address: koffi.address(pointer),
      free() {
        if (!freed) koffi.free(pointer);
        freed = true;
      },
    };
  }

  open(path: string): OpenedDevice {
    let fd: number;
    try {
      fd = openSync(path, files.O_RDWR | files.O_NONBLOCK);
    } catch (error) {
      return { kind: "failed", errno: errnoOf(error) };
    }
    const refusal = this.#pollRefusal(fd);
    if (refusal !== 0) {
      closeSync(fd);
      return { kind: "failed", errno: refusal };
    }
    return { kind: "open", device: this.#device(fd) };
  }

  #device(fd: number): IpmiDevice {
    const watches: PollHandle[] = [];
    const memory = this.allocate(waiting.size * wordSize);
    const words = new Int32Array(memory.bytes.buffer, memory.bytes.byteOffset, waiting.size).fill(0);
    // Where the event loop does not watch the device, or nobody can watch the event loop, neither shall be kept waiting.
    const watched = this.#poll !== undefined && this.#loop >= 0;
    words.set([watched ? this.#loop : fd, pollIn], waiting.eventLoop);
    words.set([fd, pollIn], waiting.device);
    const addressOf = (word: number) => Number(memory.address) + word * wordSize;
    const [eventLoop, device] = [addressOf(waiting.eventLoop), addressOf(waiting.device)];
    let narrow: number = narrowWaits;
    const wait = (ms: number) => {
      if (closed) return false;
      const time = watched ? Math.min(Math.ceil(ms), longestWaitMs) : 0;
      narrow = narrow === narrowWaits || ms > longestNarrowMs ? 0 : narrow + 1;
      // After a signal or with an error, receiving tells.
      return this.#wait(narrow === 0 ? eventLoop : device, 1, time) !== 0;
    };
    let closed = false;
    return {
      descriptor: fd,
      ioctl: (request, argument) => {
        if (closed) return errnos.EBADF;
        return this.#ioctl(fd, request, argument) < 0 ? koffi.errno() : 0;
      },
      onReadable: (listener) => {
        if (closed) throw new InternalError("E_INTERNAL", "a closed IPMI device cannot be watched");
        const call = () => {
          if (!closed) listener();
        };
        // koffi calls outside of Node's callback scope: promises settled in there would wait for the next timer. The same
        // turn of the event loop runs immediates after its polls.
        const later = () => void setImmediate(call);
        // A signal comes once for all there is.
        const again = () => {
          call();
          if (wait(0)) setImmediate(again);
        };
        // koffi's handle must be kept: collected as garbage, it stops without a word.
        watches.push(this.#poll === undefined ? this.#watchSignal(fd, again) : this.#poll(fd, later));
      },
      wait,
      close() {
        if (closed) return;
        closed = true;
        for (const watch of watches) watch.close();
        closeSync(fd);
        memory.free();
      },
    };
  }

  /**
   * koffi's poll ends the whole process on a descriptor that epoll refuses; the error number, or 0. A file that cannot be
   * waited for is no device, which EPERM would not tell from one that is forbidden.
   */
  #pollRefusal(fd: number): number {
    const epoll = this.#epollCreate(closeOnExec);
    if (epoll < 0) return koffi.errno();
    const event = new Uint8Array(epollEventSize);
    event[0] = epollIn;
    const refusal = this.#epollControl(epoll, epollAdd, fd, event) < 0 ? koffi.errno() : 0;
    closeSync(epoll);
    return refusal === errnos.EPERM ? errnos.ENOTTY : refusal;
  }

  /** The kernel signals the process; every device looks whether it was meant. */
  #watchSignal(fd: number, listener: () => void): PollHandle {
    const { signals } = this.#options;
    signals.on("SIGIO", listener);
    this.#fcntl(fd, setOwner, signals.pid);
    this.#fcntl(fd, setFlags, nonBlocking | asynchronous);
    return {
      close: () => {
        this.#fcntl(fd, setFlags, nonBlocking);
        signals.off("SIGIO", listener);
      },
    };
  }
}

function errnoOf(error: unknown): number {
  const number = error instanceof Error && "errno" in error ? error.errno : undefined;
  return typeof number === "number" ? Math.abs(number) : errnos.EIO;
}
