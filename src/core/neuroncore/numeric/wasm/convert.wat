;; Conversion between patterns without gaps and float32, as gather.ts and scatter.ts define it.

;; A narrow floating-point type of $width bytes to float32. $mantissa: its bits of fraction; $rebias: (127 - bias) << 23;
;; $step: its smallest value; $largest and $infinity: patterns of its largest value and of infinity (-1: it has none);
;; $sign_shift: left shift that brings its sign bit to bit 31.
(func $decode_floats (export "decode_floats") (param $out i32) (param $from i32) (param $count i32) (param $width i32)
    (param $mantissa i32) (param $rebias i32) (param $step f32) (param $largest i32) (param $infinity i32)
    (param $sign_shift i32)
  (local $code v128) (local $magnitude v128) (local $value v128) (local $mask v128) (local $steps v128)
  (local $bias v128) (local $hidden v128) (local $top v128) (local $endless v128) (local $shift i32)
  (local.set $mask (i32x4.splat (i32.shr_u (i32.const 0x7fffffff) (local.get $sign_shift))))
  (local.set $steps (f32x4.splat (local.get $step)))
  (local.set $bias (i32x4.splat (local.get $rebias)))
  (local.set $hidden (i32x4.splat (i32.shl (i32.const 1) (local.get $mantissa))))
  (local.set $top (i32x4.splat (local.get $largest)))
  (local.set $endless (i32x4.splat (local.get $infinity)))
  (local.set $shift (i32.sub (i32.const 23) (local.get $mantissa)))
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 4)))
      (local.set $code
        (if (result v128) (i32.eq (local.get $width) (i32.const 1))
          (then (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from)))))
          (else (v128.load16x4_u (local.get $from)))))
      (local.set $magnitude (v128.and (local.get $code) (local.get $mask)))
      (local.set $value
        (v128.bitselect
          (f32x4.mul (f32x4.convert_i32x4_s (local.get $magnitude)) (local.get $steps))
          (i32x4.add (i32x4.shl (local.get $magnitude) (local.get $shift)) (local.get $bias))
          (i32x4.lt_s (local.get $magnitude) (local.get $hidden))))
      (local.set $value
        (v128.or (local.get $value)
          (i32x4.shl (v128.andnot (local.get $code) (local.get $mask)) (local.get $sign_shift))))
      (if (v128.any_true (i32x4.gt_s (local.get $magnitude) (local.get $top)))
        (then
          ;; Infinity keeps its sign; all other patterns above the largest value are NaN.
          (local.set $value
            (v128.bitselect (local.get $value)
              (v128.bitselect
                (v128.or
                  (v128.const i32x4 0x7f800000 0x7f800000 0x7f800000 0x7f800000)
                  (v128.and (local.get $value)
                    (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000)))
                (v128.const i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000)
                (i32x4.eq (local.get $magnitude) (local.get $endless)))
              (i32x4.le_s (local.get $magnitude) (local.get $top))))))
      (v128.store (local.get $out) (local.get $value))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $decode_floats (global.get $results) (local.get $from) (i32.const 4) (local.get $width) (local.get $mantissa)
        (local.get $rebias) (local.get $step) (local.get $largest) (local.get $infinity) (local.get $sign_shift))
      (memory.copy (local.get $out) (global.get $results) (i32.shl (local.get $count) (i32.const 2))))))

;; float32 to a narrow type, to nearest even. $rebias: (127 - bias) << mantissa; $least: bits of its smallest normal
;; value; $magic: the power of two whose last bit is its smallest value; $beyond: what larger values become.
(func $encode_floats (export "encode_floats") (param $to i32) (param $x i32) (param $count i32) (param $width i32)
    (param $mantissa i32) (param $rebias i32) (param $magic f32) (param $least i32) (param $largest i32)
    (param $beyond i32) (param $nan i32) (param $sign_shift i32)
  (local $v v128) (local $magnitude v128) (local $code v128) (local $shift i32)
  (local $half v128) (local $bias v128) (local $adder v128) (local $normal v128) (local $top v128)
  (local $over v128) (local $nans v128) (local $one v128)
  (local.set $shift (i32.sub (i32.const 23) (local.get $mantissa)))
  (local.set $half
    (i32x4.splat (i32.sub (i32.shl (i32.const 1) (i32.sub (local.get $shift) (i32.const 1))) (i32.const 1))))
  (local.set $bias (i32x4.splat (local.get $rebias)))
  (local.set $adder (f32x4.splat (local.get $magic)))
  (local.set $normal (i32x4.splat (local.get $least)))
  (local.set $top (i32x4.splat (local.get $largest)))
  (local.set $over (i32x4.splat (local.get $beyond)))
  (local.set $nans (i32x4.splat (local.get $nan)))
  (local.set $one (v128.const i32x4 1 1 1 1))
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 4)))
      (local.set $v (v128.load (local.get $x)))
      (local.set $magnitude (f32x4.abs (local.get $v)))
      (local.set $code
        (v128.bitselect
          (i32x4.sub (f32x4.add (local.get $magnitude) (local.get $adder)) (local.get $adder))
          (i32x4.sub
            (i32x4.shr_u
              (i32x4.add
                (i32x4.add (local.get $magnitude) (local.get $half))
                (v128.and (i32x4.shr_u (local.get $magnitude) (local.get $shift)) (local.get $one)))
              (local.get $shift))
            (local.get $bias))
          (i32x4.lt_s (local.get $magnitude) (local.get $normal))))
      (local.set $code
        (v128.bitselect (local.get $over) (local.get $code) (i32x4.gt_s (local.get $code) (local.get $top))))
      (local.set $code
        (v128.bitselect (local.get $code) (local.get $nans) (f32x4.eq (local.get $v) (local.get $v))))
      (local.set $code
        (v128.or (local.get $code) (i32x4.shl (i32x4.shr_u (local.get $v) (i32.const 31)) (local.get $sign_shift))))
      (local.set $code (i16x8.narrow_i32x4_u (local.get $code) (local.get $code)))
      (if (i32.eq (local.get $width) (i32.const 1))
        (then
          (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $code) (local.get $code))))
        (else (v128.store64_lane 0 (local.get $to) (local.get $code))))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $encode_floats (global.get $results) (local.get $x) (i32.const 4) (local.get $width) (local.get $mantissa)
        (local.get $rebias) (local.get $magic) (local.get $least) (local.get $largest) (local.get $beyond)
        (local.get $nan) (local.get $sign_shift))
      (memory.copy (local.get $to) (global.get $results) (i32.mul (local.get $count) (local.get $width))))))

;; bfloat16 is the upper half of a float32.
(func $decode_bfloat16 (export "decode_bfloat16") (param $out i32) (param $from i32) (param $count i32)
  (local $code v128)
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 8)))
      (local.set $code (v128.load (local.get $from)))
      (v128.store (local.get $out) (i32x4.shl (i32x4.extend_low_i16x8_u (local.get $code)) (i32.const 16)))
      (v128.store offset=16 (local.get $out)
        (i32x4.shl (i32x4.extend_high_i16x8_u (local.get $code)) (i32.const 16)))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (local.set $count (i32.sub (local.get $count) (i32.const 8)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $decode_bfloat16 (global.get $results) (local.get $from) (i32.const 8))
      (memory.copy (local.get $out) (global.get $results) (i32.shl (local.get $count) (i32.const 2))))))

(func $encode_bfloat16 (export "encode_bfloat16") (param $to i32) (param $x i32) (param $count i32)
  (local $v v128) (local $low v128) (local $half v128) (local $one v128) (local $sign v128) (local $nan v128)
  (local.set $half (v128.const i32x4 0x7fff 0x7fff 0x7fff 0x7fff))
  (local.set $one (v128.const i32x4 1 1 1 1))
  (local.set $sign (v128.const i32x4 0x8000 0x8000 0x8000 0x8000))
  (local.set $nan (v128.const i32x4 0x7fc0 0x7fc0 0x7fc0 0x7fc0))
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 8)))
      (local.set $v (v128.load (local.get $x)))
      (local.set $low
        (v128.bitselect
          (i32x4.shr_u
            (i32x4.add
              (i32x4.add (local.get $v) (local.get $half))
              (v128.and (i32x4.shr_u (local.get $v) (i32.const 16)) (local.get $one)))
            (i32.const 16))
          (v128.or (local.get $nan)
            (v128.and (i32x4.shr_u (local.get $v) (i32.const 16)) (local.get $sign)))
          (f32x4.eq (local.get $v) (local.get $v))))
      (local.set $v (v128.load offset=16 (local.get $x)))
      (local.set $v
        (v128.bitselect
          (i32x4.shr_u
            (i32x4.add
              (i32x4.add (local.get $v) (local.get $half))
              (v128.and (i32x4.shr_u (local.get $v) (i32.const 16)) (local.get $one)))
            (i32.const 16))
          (v128.or (local.get $nan)
            (v128.and (i32x4.shr_u (local.get $v) (i32.const 16)) (local.get $sign)))
          (f32x4.eq (local.get $v) (local.get $v))))
      (v128.store (local.get $to) (i16x8.narrow_i32x4_u (local.get $low) (local.get $v)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $x (i32.add (local.get $x) (i32.const 32)))
      (local.set $count (i32.sub (local.get $count) (i32.const 8)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $encode_bfloat16 (global.get $results) (local.get $x) (i32.const 8))
      (memory.copy (local.get $to) (global.get $results) (i32.shl (local.get $count) (i32.const 1))))))

;; Whole numbers to float32. Kinds: int8 uint8 int16 uint16 int32 uint32 bool.
(func $decode_integers (export "decode_integers") (param $out i32) (param $from i32) (param $count i32)
    (param $kind i32) (param $width i32)
  (local $v v128)
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 4)))
      (block $done
      (block $bool (block $uint32 (block $int32 (block $uint16 (block $int16 (block $uint8 (block $int8
        (br_table $int8 $uint8 $int16 $uint16 $int32 $uint32 $bool (local.get $kind)))
        (local.set $v
          (f32x4.convert_i32x4_s
            (i32x4.extend_low_i16x8_s (i16x8.extend_low_i8x16_s (v128.load32_zero (local.get $from))))))
        (br $done))
        (local.set $v
          (f32x4.convert_i32x4_s
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from))))))
        (br $done))
        (local.set $v (f32x4.convert_i32x4_s (v128.load16x4_s (local.get $from))))
        (br $done))
        (local.set $v (f32x4.convert_i32x4_s (v128.load16x4_u (local.get $from))))
        (br $done))
        (local.set $v (f32x4.convert_i32x4_s (v128.load (local.get $from))))
        (br $done))
        (local.set $v (f32x4.convert_i32x4_u (v128.load (local.get $from))))
        (br $done))
        (local.set $v
          (v128.and
            (i32x4.ne
              (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from))))
              (v128.const i32x4 0 0 0 0))
            (v128.const f32x4 1 1 1 1))))
      (v128.store (local.get $out) (local.get $v))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $decode_integers (global.get $results) (local.get $from) (i32.const 4) (local.get $kind) (local.get $width))
      (memory.copy (local.get $out) (global.get $results) (i32.shl (local.get $count) (i32.const 2))))))

;; float32 to whole numbers of those kinds, to nearest even and saturating, NaN to 0; to bool, 0 is 0 and all else 1.
(func $encode_integers (export "encode_integers") (param $to i32) (param $x i32) (param $count i32) (param $kind i32)
    (param $width i32)
  (local $v v128) (local $whole v128)
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 4)))
      (local.set $v (v128.load (local.get $x)))
      (local.set $whole (i32x4.trunc_sat_f32x4_s (f32x4.nearest (local.get $v))))
      (block $done
      (block $bool (block $uint32 (block $int32 (block $uint16 (block $int16 (block $uint8 (block $int8
        (br_table $int8 $uint8 $int16 $uint16 $int32 $uint32 $bool (local.get $kind)))
        (local.set $whole (i16x8.narrow_i32x4_s (local.get $whole) (local.get $whole)))
        (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_s (local.get $whole) (local.get $whole)))
        (br $done))
        (local.set $whole (i16x8.narrow_i32x4_s (local.get $whole) (local.get $whole)))
        (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $whole) (local.get $whole)))
        (br $done))
        (v128.store64_lane 0 (local.get $to) (i16x8.narrow_i32x4_s (local.get $whole) (local.get $whole)))
        (br $done))
        (v128.store64_lane 0 (local.get $to) (i16x8.narrow_i32x4_u (local.get $whole) (local.get $whole)))
        (br $done))
        (v128.store (local.get $to) (local.get $whole))
        (br $done))
        (v128.store (local.get $to) (i32x4.trunc_sat_f32x4_u (f32x4.nearest (local.get $v))))
        (br $done))
        (local.set $whole
          (v128.and
            (f32x4.ne (local.get $v) (v128.const f32x4 0 0 0 0))
            (v128.const i32x4 1 1 1 1)))
        (local.set $whole (i16x8.narrow_i32x4_s (local.get $whole) (local.get $whole)))
        (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $whole) (local.get $whole))))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $encode_integers (global.get $results) (local.get $x) (i32.const 4) (local.get $kind) (local.get $width))
      (memory.copy (local.get $to) (global.get $results) (i32.mul (local.get $count) (local.get $width))))))
