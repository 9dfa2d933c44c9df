import type { ModelFinding, ModelFormat } from '../../model-asset.ts';
import { TARGETS } from '../../target.ts';
import { finding } from './finding.ts';

const NEEDED =
  'aws-neuron/aws-neuron-sdk:libraries/nxd-inference/developer_guides/feature-guide.rst@81ce03ae';

interface FormatAdvice {
  readonly severity: ModelFinding['severity'];
  readonly text: string;
  readonly replacement: string;
  readonly everywhere?: boolean;
}

const ADVICE: Partial<Readonly<Record<ModelFormat, FormatAdvice>>> = Object.freeze({
  gguf: {
    severity: 'needs-rewrite',
    text: 'GGUF is read by llama.cpp and its kin, by no Neuron stack.',
    replacement: 'take the original weights as safetensors, in the layout of Hugging Face',
  },
  onnx: {
    severity: 'needs-rewrite',
    text: 'Neuron has no ONNX front end: what is said of its operators holds after conversion.',
    replacement: 'export from PyTorch or JAX instead, or convert to PyTorch and trace',
  },
  pickle: {
    severity: 'drop-in',
    text: 'A pickle: vLLM Neuron loads safetensors, NxD Inference (SDK up to 2.31) pickles in the layout of Hugging Face too.',
    replacement: 'save the state_dict as safetensors on the machine that made it',
  },
  torchscript: {
    severity: 'needs-rewrite',
    text: 'TorchScript: no current Neuron stack loads it; torch-neuronx (SDK up to 2.31) wrote its own.',
    replacement: 'go back to the model in Python and use torch.export or torch.compile',
  },
  'tensorrt-engine': {
    severity: 'blocks',
    text: 'A TensorRT engine: machine code for one NVIDIA GPU and one version of TensorRT.',
    replacement: 'start again from the model it was built from (ONNX, PyTorch)',
    everywhere: true,
  },
});

/** What the file format alone means; formats that a Neuron stack reads give nothing. */
export const formatFindings = (format: ModelFormat): readonly ModelFinding[] => {
  const advice = ADVICE[format];
  if (advice === undefined) return [];
  const { severity, text, replacement, everywhere } = advice;
  return [
    finding({
      code: 'model.format',
      rule: 'MD-005',
      severity,
      text,
      replacement,
      source: NEEDED,
      ...(everywhere === true ? { targets: TARGETS } : {}),
    }),
  ];
};
