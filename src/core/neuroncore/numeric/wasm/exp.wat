;; e^x, step by step as the function `exponential` of exponential.ts, where the method is explained. Two vectors at a
;; time, so that one's steps fill the waits of the other; 2^n has the bits (n + 127) << 23.
(func $exp (export "exp") (param $out i32) (param $x i32) (param $count i32)
  (local $v0 v128) (local $n0 v128) (local $r0 v128) (local $sum0 v128) (local $whole0 v128)
  (local $v1 v128) (local $n1 v128) (local $r1 v128) (local $sum1 v128) (local $whole1 v128)
  (local $least v128) (local $most v128) (local $per_log2 v128) (local $rounder v128) (local $ln2_high v128)
  (local $ln2_low v128) (local $c6 v128) (local $c5 v128) (local $c4 v128) (local $c3 v128)
  (local $c2 v128) (local $one v128) (local $bias v128) (local $nan v128)
  (local.set $least (v128.const f32x4 -104 -104 -104 -104))
  (local.set $most (v128.const f32x4 89 89 89 89))
  (local.set $per_log2 (v128.const f32x4 1.4426950216293335 1.4426950216293335 1.4426950216293335 1.4426950216293335))
  (local.set $rounder (v128.const f32x4 12582912 12582912 12582912 12582912))
  (local.set $ln2_high (v128.const f32x4 0.693359375 0.693359375 0.693359375 0.693359375))
  (local.set $ln2_low (v128.const f32x4 -0.00021219444170128554 -0.00021219444170128554 -0.00021219444170128554 -0.00021219444170128554))
  (local.set $c6 (v128.const f32x4 0.0013926250394433737 0.0013926250394433737 0.0013926250394433737 0.0013926250394433737))
  (local.set $c5 (v128.const f32x4 0.00836323294788599 0.00836323294788599 0.00836323294788599 0.00836323294788599))
  (local.set $c4 (v128.const f32x4 0.04166655242443085 0.04166655242443085 0.04166655242443085 0.04166655242443085))
  (local.set $c3 (v128.const f32x4 0.16666576266288757 0.16666576266288757 0.16666576266288757 0.16666576266288757))
  (local.set $c2 (v128.const f32x4 0.5 0.5 0.5 0.5))
  (local.set $one (v128.const f32x4 1 1 1 1))
  (local.set $bias (v128.const i32x4 127 127 127 127))
  (local.set $nan (v128.const i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000))
  (block $end
    (loop $next
      (br_if $end (i32.lt_s (local.get $count) (i32.const 8)))
      (local.set $v0
        (f32x4.min (f32x4.max (v128.load offset=0 (local.get $x)) (local.get $least)) (local.get $most)))
      (local.set $v1
        (f32x4.min (f32x4.max (v128.load offset=16 (local.get $x)) (local.get $least)) (local.get $most)))
      (local.set $whole0 (f32x4.add (f32x4.mul (local.get $v0) (local.get $per_log2)) (local.get $rounder)))
      (local.set $whole1 (f32x4.add (f32x4.mul (local.get $v1) (local.get $per_log2)) (local.get $rounder)))
      (local.set $n0 (f32x4.sub (local.get $whole0) (local.get $rounder)))
      (local.set $n1 (f32x4.sub (local.get $whole1) (local.get $rounder)))
      (local.set $whole0 (i32x4.sub (local.get $whole0) (local.get $rounder)))
      (local.set $whole1 (i32x4.sub (local.get $whole1) (local.get $rounder)))
      (local.set $r0
        (f32x4.sub
          (f32x4.sub (local.get $v0) (f32x4.mul (local.get $n0) (local.get $ln2_high)))
          (f32x4.mul (local.get $n0) (local.get $ln2_low))))
      (local.set $r1
        (f32x4.sub
          (f32x4.sub (local.get $v1) (f32x4.mul (local.get $n1) (local.get $ln2_high)))
          (f32x4.mul (local.get $n1) (local.get $ln2_low))))
      (local.set $sum0 (f32x4.add (f32x4.mul (local.get $c6) (local.get $r0)) (local.get $c5)))
      (local.set $sum1 (f32x4.add (f32x4.mul (local.get $c6) (local.get $r1)) (local.get $c5)))
      (local.set $sum0 (f32x4.add (f32x4.mul (local.get $sum0) (local.get $r0)) (local.get $c4)))
      (local.set $sum1 (f32x4.add (f32x4.mul (local.get $sum1) (local.get $r1)) (local.get $c4)))
      (local.set $sum0 (f32x4.add (f32x4.mul (local.get $sum0) (local.get $r0)) (local.get $c3)))
      (local.set $sum1 (f32x4.add (f32x4.mul (local.get $sum1) (local.get $r1)) (local.get $c3)))
      (local.set $sum0 (f32x4.add (f32x4.mul (local.get $sum0) (local.get $r0)) (local.get $c2)))
      (local.set $sum1 (f32x4.add (f32x4.mul (local.get $sum1) (local.get $r1)) (local.get $c2)))
      (local.set $sum0
        (f32x4.add (f32x4.add (f32x4.mul (local.get $sum0) (f32x4.mul (local.get $r0) (local.get $r0))) (local.get $r0)) (local.get $one)))
      (local.set $sum1
        (f32x4.add (f32x4.add (f32x4.mul (local.get $sum1) (f32x4.mul (local.get $r1) (local.get $r1))) (local.get $r1)) (local.get $one)))
      (local.set $n0 (i32x4.shr_s (local.get $whole0) (i32.const 1)))
      (local.set $n1 (i32x4.shr_s (local.get $whole1) (i32.const 1)))
      (local.set $v0
        (f32x4.mul
          (f32x4.mul (local.get $sum0) (i32x4.shl (i32x4.add (local.get $n0) (local.get $bias)) (i32.const 23)))
          (i32x4.shl (i32x4.add (i32x4.sub (local.get $whole0) (local.get $n0)) (local.get $bias)) (i32.const 23))))
      (local.set $v1
        (f32x4.mul
          (f32x4.mul (local.get $sum1) (i32x4.shl (i32x4.add (local.get $n1) (local.get $bias)) (i32.const 23)))
          (i32x4.shl (i32x4.add (i32x4.sub (local.get $whole1) (local.get $n1)) (local.get $bias)) (i32.const 23))))
      (v128.store offset=0 (local.get $out)
        (v128.bitselect (local.get $v0) (local.get $nan) (f32x4.eq (local.get $v0) (local.get $v0))))
      (v128.store offset=16 (local.get $out)
        (v128.bitselect (local.get $v1) (local.get $nan) (f32x4.eq (local.get $v1) (local.get $v1))))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (local.set $x (i32.add (local.get $x) (i32.const 32)))
      (local.set $count (i32.sub (local.get $count) (i32.const 8)))
      (br $next)))
  (if (local.get $count)
    (then
      (call $exp (global.get $results) (local.get $x) (i32.const 8))
      (memory.copy (local.get $out) (global.get $results) (i32.shl (local.get $count) (i32.const 2))))))
