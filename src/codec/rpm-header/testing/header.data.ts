// The header of a package built and installed by rpm 4.18, as its database stores it; gzip, base64.
export const HELLO_TINY =
  'H4sIAAAAAAACA3WWT4jcVBzHf7M7W7fVYsvW+geVuQjtYTIvL8lLUop2aWm72NaFVqxQhZe892ZiM5MhyW63UgoFD4IXRUEPogeL' +
  'eNCbhx5URIr04EGwRw9SKrRq/Y96qFZm3nfaXakP8ueT7+/f+5eEiHYRNb8goseI6A6i5iNEtImIFBHNkm0NoukrRLSOiKbAV8Eb' +
  'wd+B58DfE1GTiB4E/0BE64moBb4G7oB/hP0i+CfEOwL+BfpR8G/Qj4H/AB8H/wl+AfwX8r0Jvg79PfDf4M/A/4AvWG42kf9LIpom' +
  'aq6zV/oavB58CbwB9lfAd2I8fwffZblxArzR2jdOge+G/iJ4E/h18BZbX+Nd1HcP/C9Avxf2F8H3WX00fTRD1Lzf6lNbwA+AT4O3' +
  '2fhT7yD+Pvi/j3j7wefAC/A/Dz4KfVLP09An9RyDPhmPZ6w+GsIxPwveCk5sPdM7UI8Cz4M1eC/YgB8H5+CD4Nrmn1aIvwQegpeR' +
  '/5Rd83OvQn/N+s99jnhvgC/D/i3wt7D/BnwV+mXLjYbVmxF4Bvtvp91/jY02fvMA9M3gJazPn+F/Dv2ZwfUj1L8V+qd43gWfB/fA' +
  '4/W9m3o6z4t2nQ1OkutwxyPf0XmM/T813xopraFMj8uuprW44URW91r1iaKVZwNdOaNNOPPBw8v9sW9zMc/6VZHnraeK8nhFBxeO' +
  'tOYP7WntWzzQ5g5rF2U7l7Uu6XDR18VAt3bKXXpF9oe5doqy+yg9OaiGOs1MphX16npY7eh0Vhl0xpVTng2WVmhQyDLt2ZontZ85' +
  'O3/tzFkLo7omRxT6PDJpwHnEPOW5TAQ6TFLtpYZ5RvthwGIhPFcHmoVJokLJjNKCpX5qeJCGRIwLL+JxHMWJMCoOfBPyRErDTSr8' +
  'JOWaG+YqEXPlKx3yOBJaRiwyQsdx5HqGJm3z5KYsivr/T7fmqD2eo/Z4jpyqTJ1yOB7tG6taWgxM1t12y2n76km2t8tZWS/JfJx7' +
  'E9Fsg2jD5Ogk2aBT9eg2ccphP8+SbbuL/rDUVaXV3izXh2RfVze10ZM9WVdX9a1ni/JkXsixcbVfLuvFUptsZTsR37GqP+Q5zPHb' +
  'LvmOcNj4as9u5LCb36M1xxTeveM+4D07uzbof1LcHHrrP+6cM+qpHRhSspbU0XXaoc5SVXaqniz1mvuxXYfaT/BWu0vpMCuo+3w2' +
  'pBiLsK10kslB2y7M27dRbpo/vHthoVXrlZpUVuq0LsqT0GeXatOOKIolZ8zXiYiMp6ThaehpT4auCPzQBK4fK8FMqjlLI1+lginj' +
  '6UCGQSJZzLSwsXyWGmVk5HETuEGsNEsC5WuPGa4Yj30lmdRREiRKeJErQuUZYWKhvSSQfixG71/7k3DjxvWX8ZNANLv/7WMPHXju' +
  '0MVLpz955aWPP/zq1yDUnEsW+cIIHvqhlxgjBTNJEKQsYq6OQj9gSUzMj4RMDAuVG3o8jYMkEbFOpdBSuEYrxTwpQhFwP4mjNGWu' +
  '5ob7Ueh7hoWeTLGfsc1H39PpEf8LKyjNNtQIAAA=';
