import { describe, expect, it } from 'vitest';
import { scanned, told } from './scan.testing.ts';

describe('lists of packages', () => {
  it('names packages as they are imported, and keeps versions in the excerpt', () => {
    const text =
      '--extra-index-url https://x/nvidia-smi\nFlash_Attn\nflash-attn[x]==2.5.8 ; python_version > "3"  # flash-attn\ntriton>=2.0\n';
    const { hits } = scanned('requirements', 'requirements.txt', text.replace('Flash_Attn', 'flash_attn>=2'));
    expect(hits.map(({ rule, line, symbol, place }) => `${rule} ${line} ${symbol} ${place}`)).toEqual([
      'IN-6 1 nvidia_smi code',
      'LB-1 2 flash_attn code',
      'LB-1 3 flash_attn code',
      'LB-1 3 flash_attn comment',
      'LB-9 4 triton code',
    ]);
    expect(hits[2]?.excerpt).toBe('flash-attn[x]==2.5.8 ; python_version > "3"  # flash-attn');
  });

  it('takes the client of the inference server for no Triton kernels', () => {
    expect(
      told('requirements', 'requirements.txt', 'tritonclient[all]==2.4\ntriton-model-analyzer\n'),
    ).toEqual([]);
  });

  it('knows what nobody gets who does not ask for it', () => {
    const text = [
      '[project]',
      'name = "Some-Trainer"',
      'dependencies = ["flash-attn>=2"]',
      '[project.optional-dependencies]',
      'gpu = ["flash-attn"]',
      '[tool.black]',
      'x = "flash-attn"',
    ].join('\n');
    expect(told('requirements', 'pyproject.toml', text)).toEqual([
      'LB-1 3 flash_attn',
      'LB-1 5 flash_attn guarded',
      'LB-1 7 flash_attn',
    ]);
    const { facts, hits } = scanned('requirements', 'pyproject.toml', text);
    expect(facts).toEqual(['package:some_trainer']);
    expect(hits[0]?.evidence).toBe('manifest');
    expect(scanned('requirements', 'pyproject.toml', `${text}\n= broken`).hits[0]?.evidence).toBe('text');
  });

  it('takes no address of mail for a package, and a repository for one', () => {
    expect(told('requirements', 'setup.cfg', 'author_email = flash-attn@nvidia.com')).toEqual([]);
    expect(
      told('requirements', 'requirements.txt', 'flash-attn@git+https://github.com/x/flash-attn.git'),
    ).toEqual(['LB-1 1 flash_attn', 'LB-1 1 flash_attn']);
  });

  it('counts a package of a lock file once', () => {
    const text = [
      '[[package]]',
      'name = "flash-attn"',
      'wheels = [',
      '  { url = "https://x/flash_attn-2.8.3-cp310.whl" },',
      '  { url = "https://x/flash_attn-2.8.3-cp311.whl" },',
      ']',
      'dependencies = [{ name = "nvidia-nccl-cu12" }]',
    ].join('\n');
    expect(told('requirements', 'uv.lock', text)).toEqual(['LB-1 2 flash_attn', 'DS-23 7 nvidia_nccl_cu12']);
  });

  it('reads environments of conda', () => {
    const text = 'dependencies:\n  - conda-forge::flash-attn=2.5\n  - pip:\n    - flash-attn # nvidia-smi\n';
    expect(told('requirements', 'environment.yml', text)).toEqual([
      'LB-1 2 flash_attn',
      'LB-1 4 flash_attn',
      'IN-6 4 nvidia_smi comment',
    ]);
  });
});

describe('suppressions', () => {
  it.each([
    ['c-family', 'a.h', 'cudaMalloc(x); // rackwright: ignore CK-13 -- staging only'],
    ['c-family', 'a.h', '/* rackwright: ignore CK-13 -- staging only */\ncudaMalloc(x);'],
    ['container', 'Dockerfile', '# rackwright: ignore IN-3 -- builder\nFROM nvcr.io/nvidia/x:1'],
    ['shell', 'a.sh', 'nvidia-smi # rackwright: ignore IN-6 -- prints only'],
    ['manifest', 'a.yaml', 'nvidia.com/gpu: 1 # rackwright: ignore IN-1 -- old pool'],
    ['requirements', 'requirements.txt', 'flash-attn # rackwright: ignore LB-1 -- optional'],
    ['prose', 'a.md', '<!-- rackwright: ignore IN-6 -- history -->\nnvidia-smi'],
    ['other-code', 'a.lua', 'nvidia-smi -- rackwright: ignore IN-6 -- x'],
  ] as const)('hold in the comments of %s %s', (kind, path, text) => {
    const { hits, suppressions, remarks } = scanned(kind, path, text);
    expect(hits).toEqual([]);
    expect(suppressions.map((each) => each.hits)).toEqual([1]);
    expect(remarks).toEqual([]);
  });

  it('do nothing without a reason, or in a string', () => {
    const { hits, remarks } = scanned('shell', 'a.sh', 'nvidia-smi # rackwright: ignore IN-6');
    expect(hits).toHaveLength(1);
    expect(remarks[0]).toContain('gives no reason');
    const text = 'log("// rackwright: ignore CK-13 -- x"); cudaMalloc(x);';
    expect(told('c-family', 'a.h', text)).toEqual(['CK-13 1 cudaMalloc']);
  });
});
