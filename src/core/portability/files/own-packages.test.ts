import { describe, expect, it } from 'vitest';
import { declaredPackage, packageSpelling, topLevelPackage } from './own-packages.ts';

describe('the packages that a repository is itself', () => {
  it('are spelled alike, however they are written', () => {
    expect(['Flash-Attn', 'flash_attn', 'flash.attn'].map(packageSpelling)).toEqual(
      Array(3).fill('flash_attn'),
    );
  });

  it.each([
    [
      'pyproject.toml',
      '[build-system]\nrequires=["x"]\n[project]\nversion = "1"\nname = "flash-attn"\n',
      'flash_attn',
    ],
    ['pyproject.toml', '[tool.black]\nname = "no"\n', null],
    ['setup.cfg', '[metadata]\nname = axolotl\n', 'axolotl'],
    ['setup.py', 'setup(\n  name="deepspeed",\n)', 'deepspeed'],
    ['setup.py', 'PACKAGE_NAME = "mamba_ssm"\nsetup(name=PACKAGE_NAME)', 'mamba_ssm'],
    ['package.json', '{ "name": "@org/x" }', '@org/x'],
    ['other.toml', '[project]\nname = "a"\n', null],
  ])('by %s', (path, text, name) => {
    expect(declaredPackage(path, text)).toBe(name);
  });

  it.each([
    ['flash_attn/__init__.py', 'flash_attn'],
    ['src/axolotl/__init__.py', 'axolotl'],
    ['megatron/core/__init__.py', 'megatron'],
    ['tests/unit/__init__.py', null],
    ['flash_attn/ops.py', null],
    ['__init__.py', null],
    ['src/__init__.py', null],
  ])('by the folder of %s', (path, name) => {
    expect(topLevelPackage(path)).toBe(name);
  });
});
