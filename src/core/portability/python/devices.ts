/** Devices that code may name beside CUDA, and how it writes them. `cpu` is one for a choice, but no accelerator. */
const DEVICE = /^(neuron|xla|mps|xpu|hpu|npu|mlu|tpu|musa|rocm|hip|vulkan|ipu|sdaa|maca|gcu)(?::\d+)?$/;

/** The accelerator that a constant string names, without a number; null for `cuda`, `cpu` and whatever is no device. */
export const otherDevice = (value: string): string | null => DEVICE.exec(value)?.[1] ?? null;

const WRITTEN =
  /(['"])(?:cpu|neuron|xla|mps|xpu|hpu|npu|mlu|tpu|musa|rocm|hip|ipu)(?::\d+)?\1|\b(?:mps|xpu|npu|hpu|mlu|musa|neuron|xla|tpu)\.is_available\b/;

/** Whether a piece of code names a device other than CUDA, the CPU among them. */
export const namesOtherDevice = (code: string): boolean => WRITTEN.test(code);

/** Members of torch that are another accelerator's: `torch.xpu`, and the back ends that bring a device with them. */
const OWNERS: Readonly<Record<string, string>> = {
  'torch.mps': 'mps',
  'torch.backends.mps': 'mps',
  'torch.xpu': 'xpu',
  'torch.npu': 'npu',
  'torch.hpu': 'hpu',
  'torch.mlu': 'mlu',
  'torch.neuron': 'neuron',
  'torch.accelerator': 'accelerator',
};

/** The accelerator that a dotted path belongs to; null where it belongs to none but CUDA. */
export const deviceOfPath = (path: string): string | null => {
  if (!path.startsWith('torch.')) return null;
  const [first = '', second = '', third = ''] = path.split('.');
  return OWNERS[`${first}.${second}`] ?? OWNERS[`${first}.${second}.${third}`] ?? null;
};

const MODULES: Readonly<Record<string, string>> = {
  torch_neuronx: 'neuron',
  neuronx_distributed: 'neuron',
  libtorch_neuronx_lite: 'neuron',
  optimum_neuron: 'neuron',
  torch_xla: 'xla',
  torch_npu: 'npu',
  torch_mlu: 'mlu',
  torch_musa: 'musa',
  habana_frameworks: 'hpu',
  intel_extension_for_pytorch: 'xpu',
};

/** The accelerator that importing a top-level package is for; null where it is for none in particular. */
export const deviceOfPackage = (name: string): string | null => MODULES[name] ?? null;
