import type { Handle, NativeFunctions } from "./functions.ts";
import { ENUMS } from "./layouts.generated.ts";

const { GGML_BACKEND_DEVICE_TYPE_GPU, GGML_BACKEND_DEVICE_TYPE_IGPU, GGML_BACKEND_DEVICE_TYPE_CPU } =
	ENUMS.ggml_backend_dev_type;

/** Something that multiplies matrices. */
export interface Device {
	readonly handle: Handle;
	/** For people, e.g. "NVIDIA GeForce RTX 4090". */
	readonly description: string;
	/** Whether its memory is the machine's own. */
	readonly sharesMemory: boolean;
	/** Bytes of its memory that are free now. */
	readonly free: number;
}

/** The devices over which llama.cpp spreads layers, in its order: what is built in serves only where no card is. */
export function gpuDevices(native: NativeFunctions): readonly Device[] {
	const cards = devicesOf(native, GGML_BACKEND_DEVICE_TYPE_GPU);
	return cards.length > 0 ? cards : devicesOf(native, GGML_BACKEND_DEVICE_TYPE_IGPU);
}

/** The processor, as the libraries see it. */
export function processors(native: NativeFunctions): readonly Device[] {
	return devicesOf(native, GGML_BACKEND_DEVICE_TYPE_CPU);
}

/** One line for any number of devices. */
export function describeDevices(devices: readonly Device[]): string {
	return devices.map(({ description }) => description).join(" + ");
}

function devicesOf(native: NativeFunctions, type: number): readonly Device[] {
	const handles = Array.from({ length: Number(native.deviceCount()) }, (_, i) => native.device(i));
	return handles
		.filter((handle) => native.deviceType(handle) === type)
		.map((handle) => {
			const [free, total] = [new BigUint64Array(1), new BigUint64Array(1)];
			native.deviceMemory(handle, free, total);
			const sharesMemory = type !== GGML_BACKEND_DEVICE_TYPE_GPU || process.platform === "darwin";
			return { handle, description: native.deviceDescription(handle).trim(), sharesMemory, free: Number(free[0]) };
		});
}
