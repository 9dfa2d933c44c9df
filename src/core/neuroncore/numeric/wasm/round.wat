;; Rounding to the values of narrower types, to nearest even, as `roundTo` of javascript-elementwise.ts; $out may be $x.

(func $round_to_bfloat16 (export "round_to_bfloat16") (param $out i32) (param $x i32) (param $count i32)
  (local $v v128)
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 4)))
      (local.set $v (v128.load (local.get $x)))
      (v128.store (local.get $out)
        (v128.bitselect
          (v128.and
            (i32x4.add
              (i32x4.add (local.get $v) (v128.const i32x4 0x7fff 0x7fff 0x7fff 0x7fff))
              (v128.and (i32x4.shr_u (local.get $v) (i32.const 16)) (v128.const i32x4 1 1 1 1)))
            (v128.const i32x4 0xffff0000 0xffff0000 0xffff0000 0xffff0000))
          (v128.const i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000)
          (f32x4.eq (local.get $v) (local.get $v))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $round_to_bfloat16 (global.get $results) (local.get $x) (i32.const 4))
      (memory.copy (local.get $out) (global.get $results) (i32.shl (local.get $count) (i32.const 2))))))

(func $round_to_tfloat32 (export "round_to_tfloat32") (param $out i32) (param $x i32) (param $count i32)
  (local $v v128)
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 4)))
      (local.set $v (v128.load (local.get $x)))
      (v128.store (local.get $out)
        (v128.bitselect
          (v128.and
            (i32x4.add
              (i32x4.add (local.get $v) (v128.const i32x4 0xfff 0xfff 0xfff 0xfff))
              (v128.and (i32x4.shr_u (local.get $v) (i32.const 13)) (v128.const i32x4 1 1 1 1)))
            (v128.const i32x4 0xffffe000 0xffffe000 0xffffe000 0xffffe000))
          (v128.const i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000)
          (f32x4.eq (local.get $v) (local.get $v))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $round_to_tfloat32 (global.get $results) (local.get $x) (i32.const 4))
      (memory.copy (local.get $out) (global.get $results) (i32.shl (local.get $count) (i32.const 2))))))

;; Ten bits of fraction, steps of 2^-24 below 2^-14, infinity from 65520 on.
(func $round_to_float16 (export "round_to_float16") (param $out i32) (param $x i32) (param $count i32)
  (local $v v128) (local $magnitude v128) (local $normal v128)
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 4)))
      (local.set $v (v128.load (local.get $x)))
      (local.set $magnitude (f32x4.abs (local.get $v)))
      (local.set $normal
          (v128.and
            (i32x4.add
              (i32x4.add (local.get $magnitude) (v128.const i32x4 0xfff 0xfff 0xfff 0xfff))
              (v128.and (i32x4.shr_u (local.get $magnitude) (i32.const 13)) (v128.const i32x4 1 1 1 1)))
            (v128.const i32x4 0xffffe000 0xffffe000 0xffffe000 0xffffe000)))
      (local.set $normal
        (v128.bitselect
          (v128.const i32x4 0x7f800000 0x7f800000 0x7f800000 0x7f800000)
          (local.get $normal)
          (i32x4.ge_s (local.get $normal) (v128.const i32x4 0x47800000 0x47800000 0x47800000 0x47800000))))
      (local.set $normal
        (v128.bitselect
          (f32x4.sub
            (f32x4.add (local.get $magnitude) (v128.const f32x4 0.5 0.5 0.5 0.5))
            (v128.const f32x4 0.5 0.5 0.5 0.5))
          (local.get $normal)
          (i32x4.lt_s (local.get $magnitude) (v128.const i32x4 0x38800000 0x38800000 0x38800000 0x38800000))))
      (v128.store (local.get $out)
        (v128.bitselect
          (v128.or (local.get $normal)
            (v128.and (local.get $v) (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000)))
          (v128.const i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000)
          (f32x4.eq (local.get $v) (local.get $v))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $round_to_float16 (global.get $results) (local.get $x) (i32.const 4))
      (memory.copy (local.get $out) (global.get $results) (i32.shl (local.get $count) (i32.const 2))))))
