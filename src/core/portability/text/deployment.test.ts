import { describe, expect, it } from 'vitest';
import { scanned, told } from './scan.testing.ts';

describe('containers', () => {
  it('names images without tags, through the stages of the file, as read from the format', () => {
    const text = [
      '# syntax=docker/dockerfile:1  (nvcr.io)',
      'ARG TAG=24.05',
      'FROM --platform=linux/amd64 nvcr.io/nvidia/pytorch:24.05-py3 AS cuda-base',
      'ENV NCCL_DEBUG=INFO',
      'FROM cuda-base',
      'RUN pip install flash-attn==2.5 && \\',
      '    nvidia-smi',
      'FROM nvidia/cuda:12.4.1-devel@sha256:abc',
    ].join('\n');
    expect(told('container', 'docker/Dockerfile.gpu', text)).toEqual([
      'IN-3 1 nvcr.io comment',
      'IN-3 3 nvcr.io/nvidia/pytorch',
      'DS-2 4 NCCL_DEBUG',
      'IN-3 5 nvcr.io/nvidia/pytorch',
      'LB-1 6 flash-attn',
      'IN-6 7 nvidia-smi',
      'IN-3 8 nvidia/cuda',
    ]);
    const evidence = new Set(scanned('container', 'Dockerfile', text).hits.map((hit) => hit.evidence));
    expect([...evidence].sort()).toEqual(['manifest', 'text']);
  });

  it('takes the name of a stage for no use of what it is named after', () => {
    expect(
      told('container', 'Dockerfile', 'FROM ubuntu AS flash-attn\nFROM --platform=x python:3 AS use_nccl'),
    ).toEqual([]);
  });

  it('reads a container file that has another name', () => {
    expect(told('container', 'Containerfile', 'FROM nvcr.io/nvidia/x:1\n')).toEqual([
      'IN-3 1 nvcr.io/nvidia/x',
    ]);
  });
});

describe('manifests', () => {
  const POD = [
    'apiVersion: v1',
    'kind: Pod',
    'spec:',
    '  resources: {limits: {nvidia.com/gpu: 8}} # nvidia.com/gpu',
    '---',
    'image: nvcr.io/nvidia/tritonserver:24.01-py3',
  ].join('\n');

  it('are read as what they are, over all their documents', () => {
    expect(told('manifest', 'pod.yaml', POD)).toEqual([
      'IN-1 4 nvidia.com/gpu',
      'IN-1 4 nvidia.com/gpu comment',
      'IN-3 6 nvcr.io/nvidia/tritonserver',
    ]);
    expect(scanned('manifest', 'pod.yaml', POD).hits.map(({ evidence }) => evidence)).toEqual([
      'manifest',
      'text',
      'manifest',
    ]);
  });

  it('are text where they are templates, and see what those make optional', () => {
    const text = [
      '{{- if .Values.gpu.enabled }}',
      'nvidia.com/gpu: {{ .Values.count }}',
      '{{- end }}',
      '{{ range .Values.nodes }}',
      'nvidia.com/gpu: 1',
      '{{ end }}',
    ].join('\n');
    expect(told('manifest', 'chart/templates/job.yaml', text)).toEqual([
      'IN-1 2 nvidia.com/gpu guarded',
      'IN-1 5 nvidia.com/gpu',
    ]);
    expect(scanned('manifest', 'chart/templates/job.yaml', text).hits[0]?.evidence).toBe('text');
  });

  it('nested thousands deep are read as text, with a remark', () => {
    for (const deep of ['['.repeat(5000), '- '.repeat(5000), `${' '.repeat(5000)}a:`]) {
      const { hits, remarks } = scanned('manifest', 'pod.yaml', `${POD}\n---\n${deep}\n`);
      expect(hits).toHaveLength(3);
      expect(remarks).toEqual(['nested more than 200 deep: read as text']);
    }
    const { remarks } = scanned(
      'config',
      'a.json',
      `{"device": "cuda", "a": ${'['.repeat(5000)}${']'.repeat(5000)}}`,
    );
    expect(remarks).toEqual(['nested more than 200 deep: read as text']);
  });
});

describe('shell and Slurm', () => {
  it('reads directives as code, and commands over lines', () => {
    const text = [
      '#!/bin/bash',
      '#SBATCH --gpus-per-node=8 --gpus=8',
      '# srun --gpus is old',
      'export NCCL_P2P_LEVEL=NVL # NCCL_DEBUG=INFO',
      'docker run --rm \\',
      '  --gpus 8 \\',
      '  nvcr.io/nvidia/pytorch:24.05-py3',
      'echo "$#array # nvidia-smi"',
    ].join('\n');
    expect(told('shell', 'run.sbatch', text)).toEqual([
      'IN-9 2 --gpus',
      'IN-9 3 --gpus comment',
      'DS-2 4 NCCL_P2P_LEVEL',
      'DS-2 4 NCCL_DEBUG comment',
      'IN-4 6 --gpus',
      'IN-3 7 nvcr.io/nvidia/pytorch',
      'IN-6 8 nvidia-smi',
    ]);
  });

  it('takes --gpus=8 for what it is: a flag of the program, not of Slurm or docker', () => {
    expect(told('shell', 'a.sh', 'python train.py --outdir=x --gpus=8 --batch=32')).toEqual([]);
    expect(told('shell', 'a.sh', 'srun python train.py --gpus=8')).toEqual([]);
    expect(told('shell', 'a.sh', 'docker run image \\\n  python train.py --gpus=8')).toEqual([]);
    expect(told('prose', 'README.md', '    --gpus=8 --batch=32 --gamma=8.2')).toEqual([]);
    expect(told('shell', 'a.sh', 'srun --gpus=8 python train.py')).toEqual(['IN-9 1 --gpus']);
  });

  it('sees what a script asks for before it uses it', () => {
    const text = [
      'if command -v nvidia-smi >/dev/null; then',
      '  nvidia-smi -L',
      'elif true; then',
      '  x',
      'fi',
      'nvidia-smi',
      'nvidia-smi || true',
      'if [ -z "$A" ]; then nvidia-smi; fi',
      'NVCC=$(which nvcc)',
    ].join('\n');
    expect(told('shell', 'a.sh', text)).toEqual([
      'IN-6 1 nvidia-smi guarded',
      'IN-6 2 nvidia-smi guarded',
      'IN-6 6 nvidia-smi',
      'IN-6 7 nvidia-smi guarded',
      'IN-6 8 nvidia-smi',
      'CK-7 9 nvcc guarded',
    ]);
  });

  it('reads a script without an ending by the rules of scripts', () => {
    expect(told('shell', 'bin/launch', 'export NCCL_DEBUG=INFO')).toEqual(['DS-2 1 NCCL_DEBUG']);
  });
});

describe('build files', () => {
  it('see what options of CMake and make guard', () => {
    const cmake =
      'if(WITH_CUDA)\n  find_package(CUDA) # enable_language(CUDA)\nendif()\nenable_language(CUDA)\n#[[ find_package(CUDA)\n]]';
    expect(told('build', 'CMakeLists.txt', cmake)).toEqual([
      'CK-5 2 find_package(CUDA guarded',
      'CK-5 2 enable_language(CUDA comment',
      'CK-5 4 enable_language(CUDA',
      'CK-5 5 find_package(CUDA comment',
    ]);
    expect(
      told('build', 'Makefile', 'ifeq ($(USE_CUDA),1)\nCC = nvcc\nendif\nall: # nvcc\n\tnvcc a.cu'),
    ).toEqual(['CK-7 2 nvcc guarded', 'CK-7 4 nvcc comment', 'CK-7 5 nvcc']);
  });
});

describe('settings and prose', () => {
  it('knows a list of devices to choose from', () => {
    expect(
      told('config', 'a.yaml', 'device: cuda\nhelp: "device: cuda|cpu|mps"\nb: [cuda, rocm]\nc: cuda, nccl'),
    ).toEqual([
      'DV-1 1 cuda',
      'DV-1 2 cuda device-agnostic',
      'DV-1 3 cuda device-agnostic',
      'DV-1 4 cuda',
      'DS-23 4 nccl',
    ]);
    expect(told('config', 'a.yaml', 'backend: cuda')).toEqual([]);
  });

  it('gives prose as prose, whatever its ending, and JSON its strings as what they do', () => {
    expect(told('prose', 'guide.qmd', 'Run `nvidia-smi` with nvidia.com/gpu.')).toEqual([
      'IN-6 1 nvidia-smi prose',
      'IN-1 1 nvidia.com/gpu prose',
    ]);
    expect(told('config', 'a.json', '{"device": "cuda"}')).toEqual(['DV-1 1 cuda']);
  });

  it('leaves to model readers what is theirs, and yields catch-alls to other rules', () => {
    expect(told('config', 'config.json', '{"architectures": ["x"]}')).toEqual([]);
    expect(told('shell', 'a.sh', 'NCCL_DEBUG=1; use_nccl')).toEqual([
      'DS-2 1 NCCL_DEBUG',
      'DS-23 1 use_nccl',
    ]);
  });
});

describe('settings that are off', () => {
  it('are told from those that are on, and from names of settings below them', () => {
    const text = [
      'use_nccl: false',
      'nccl_a: true',
      '"nccl_b": null,',
      'nccl_c:  # later',
      'nccl_d:',
      '  x: 1',
      'nccl_e: ""',
      'backend: nccl',
      'nccl_f: 0',
      'disable_nccl: false',
      'flags: trainer.use_nccl=False trainer.nccl_g=1 --use_nccl=false',
    ].join('\n');
    expect(told('config', 'a.yaml', text)).toEqual([
      'DS-23 1 use_nccl switched-off',
      'DS-23 2 nccl_a',
      'DS-23 3 nccl_b switched-off',
      'DS-23 4 nccl_c switched-off',
      'DS-23 5 nccl_d',
      'DS-23 7 nccl_e switched-off',
      'DS-23 8 nccl',
      'DS-23 9 nccl_f',
      'DS-23 10 disable_nccl',
      'DS-23 11 use_nccl switched-off',
      'DS-23 11 nccl_g',
      'DS-23 11 use_nccl',
    ]);
  });
});
